"""What is known of the whole page: its size, and what its head and address say that it is."""

import re
from collections.abc import Sequence

import numpy as np

from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Columns
from workers.steps.extract.columns.boxes import Boxes
from workers.steps.extract.head import Head
from workers.steps.extract.json_ld import Node, types_of
from workers.urls import path_of

_DATE = re.compile(r"/(?:19|20)\d\d[/-]\d\d?")
_SEEN = 20_000  # characters
_NEWS = frozenset(("newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle"))
_POSTS = frozenset(("blogposting", "article", "techarticle"))
_LISTS = frozenset(("itemlist", "collectionpage"))


def page_columns(blocks: Blocks, boxes: Boxes, head: Head, nodes: Sequence[Node], url: str, article_body: str) -> Columns:
    """Say it in columns that are the same for all blocks."""
    types = {kind for node in nodes for kind in types_of(node)}
    text = "".join(blocks.texts)[:_SEEN]
    path = path_of(url)
    characters, most = max(1.0, float(boxes.characters[0])), boxes.most
    values = {
        "page_texts": len(blocks.texts),
        "page_prose": boxes.prose[0],
        "page_characters": characters,
        "page_linked": boxes.linked[0] / characters,
        "page_body": len(article_body),
        "page_most": boxes.prose[most] / max(1.0, float(boxes.prose[0])),
        "page_average": boxes.characters[most] / max(1.0, float(boxes.texts[most])),
        "page_is_news": bool(types & _NEWS),
        "page_is_post": bool(types & _POSTS),
        "page_is_product": "product" in types,
        "page_is_list": bool(types & _LISTS),
        "page_og_article": head.first("og:type") == "article",
        "page_published": "article:published_time" in head.meta,
        "page_modified": "article:modified_time" in head.meta,
        "page_ascii": len(text.encode("ascii", "ignore")) / max(1, len(text)),
        "page_dated": _DATE.search(path) is not None,
        "page_hyphens": path.rsplit("/", 1)[-1].count("-"),
        "page_slashes": path.count("/"),
        "page_app": "al:ios:url" in head.meta,
        "page_description": len(head.first("og:description", "description") or ""),
    }
    return {name: np.full(len(blocks.texts), value, np.float32) for name, value in values.items()}
