"""The boxes that each block stands in: their names, what they hold, and how many are like them."""

from typing import NamedTuple

import numpy as np

from workers.steps.extract.blocks.elements import Inside
from workers.steps.extract.blocks.walk import Blocks
from workers.steps.extract.columns.arrays import Columns, Floats, Ints, floats
from workers.steps.extract.columns.evidence import Evidence
from workers.steps.extract.columns.names import PURPOSES, purposes_of, words_of

_SEEN_IN = (
    Inside.ARTICLE, Inside.MAIN, Inside.ASIDE, Inside.FOOTER, Inside.FIGURE, Inside.FIGCAPTION, Inside.TABLE, Inside.UL, Inside.SECTION,
    Inside.HEADING,
)  # fmt: skip
_FAR = 9  # boxes above, from which on it does not matter how far one is


class Boxes(NamedTuple):
    """A page's boxes, summed up with all that they hold. Characters are weights (`texts.weight_of`).

    `above` gives for each block its box and the five around it. `main` and `most` are the deepest boxes that hold a half and four fifths
    of the page's prose.
    """

    above: list[Ints]
    characters: Floats
    linked: Floats
    prose: Floats
    texts: Floats
    children: Floats
    main: int
    most: int


def sum_up(blocks: Blocks, own: Columns) -> Boxes:
    """Sum up what boxes hold."""
    count = len(blocks.parent)
    box, parent = np.array(blocks.box), np.array(blocks.parent)
    parent[0] = 0
    weight, linked, prose = (own[name].astype(np.float64) for name in ("weight", "linked", "prose"))
    sums = [np.bincount(box, values, count).tolist() for values in (weight, weight * linked, prose)]
    sums.append(np.bincount(box, minlength=count).tolist())
    children = [0] * count
    for inner in range(count - 1, 0, -1):
        outer = blocks.parent[inner]
        children[outer] += 1
        for held in sums:
            held[outer] += held[inner]
    all_prose = sums[2]
    above = [box]
    for _ in range(5):
        above.append(parent[above[-1]])
    main, most = (
        max((place for place in range(count) if all_prose[place] >= share * max(1.0, all_prose[0])), default=0)
        for share in (0.5, 0.8)
    )
    characters, links, proses, texts = map(floats, sums)
    return Boxes(above, characters, links, proses, texts, floats(children), main, most)


def depth_of_meeting(blocks: Blocks, box: int) -> Floats:
    """Say for each box how deep the innermost box lies that holds both it and this one."""
    around = set()
    while box >= 0:
        around.add(box)
        box = blocks.parent[box]
    met = [0] * len(blocks.parent)
    for place, outer in enumerate(blocks.parent):
        met[place] = blocks.depth[place] if place in around else met[outer]
    return floats(met)


def box_columns(blocks: Blocks, own: Columns, boxes: Boxes, evidence: Evidence) -> Columns:
    """Say what is known of the boxes that each block stands in."""
    box = boxes.above[0]
    tag, inside = floats(blocks.tag), np.array(blocks.inside)[box]
    found: Columns = {f"tag{level}": tag[boxes.above[level - 1]] for level in (1, 2, 3)}
    found |= {f"in_{flag.name.lower()}": (inside & flag) != 0 for flag in _SEEN_IN if flag.name}
    found |= {"hidden": np.array(blocks.hidden)[box], "depth": floats(blocks.depth)[box]}
    found |= _named(blocks, boxes, evidence)
    found |= _held(own, boxes)
    found |= _met(blocks, boxes)
    found |= _alike(blocks, own, boxes)
    return found | _purposes(blocks, boxes)


def _named(blocks: Blocks, boxes: Boxes, evidence: Evidence) -> Columns:
    """Weigh the names of a block's boxes, by what was learned of their words."""
    of = {names: _odds(names, evidence) for names in set(blocks.names)}
    least, most, mean = (list(values) for values in zip(*(of[names] for names in blocks.names), strict=True))
    sums, lowest, highest = mean[:], least[:], most[:]
    for inner, outer in enumerate(blocks.parent[1:], 1):
        sums[inner] += sums[outer]
        if lowest[outer] < lowest[inner]:  # noqa: PLR1730 # a call for each box takes longer than all else here
            lowest[inner] = lowest[outer]
        if highest[outer] > highest[inner]:  # noqa: PLR1730
            highest[inner] = highest[outer]
    box = boxes.above[0]
    found: Columns = {}
    for name, values in (("name_least", least), ("name_most", most), ("name_mean", mean)):
        of_box = floats(values)
        found |= {f"{name}{level}": of_box[boxes.above[level - 1]] for level in (1, 2, 3, 4)}
    found |= {"names_least": floats(lowest)[box], "names_most": floats(highest)[box]}
    return found | {"names_mean": floats(sums)[box] / (floats(blocks.depth)[box] + 1)}


def _odds(names: str, evidence: Evidence) -> tuple[float, float, float]:
    """Say the least, the most and the mean of what is known of the words in names."""
    values = [evidence.names[word] for word in words_of(names) if word in evidence.names]
    return (min(values), max(values), sum(values) / len(values)) if values else (0.0, 0.0, 0.0)


def _held(own: Columns, boxes: Boxes) -> Columns:
    """Say what the boxes around a block hold."""
    found: Columns = {}
    total = max(1.0, float(boxes.prose[0]))
    for level in (1, 2, 3, 4, 6):
        box = boxes.above[level - 1]
        characters, texts = np.maximum(boxes.characters[box], 1), np.maximum(boxes.texts[box], 1)
        found |= {
            f"prose_share{level}": boxes.prose[box] / total,
            f"box_linked{level}": boxes.linked[box] / characters,
            f"box_texts{level}": boxes.texts[box],
            f"box_average{level}": boxes.characters[box] / texts,
        }
        if level in (2, 3):
            found |= {
                f"box_children{level}": boxes.children[box],
                f"share_of_box{level}": floats(own["weight"]) / characters,
                f"box_prose{level}": boxes.prose[box] / characters,
            }
    return found


def _met(blocks: Blocks, boxes: Boxes) -> Columns:
    """Say how far a block lies from the page's prose, through the box that holds both."""
    met, depth, box = depth_of_meeting(blocks, boxes.main), floats(blocks.depth), boxes.above[0]
    within = [False] * len(blocks.parent)
    for place, outer in enumerate(blocks.parent):
        within[place] = place == boxes.most or (outer >= 0 and within[outer])
    return {
        "main_above": depth[boxes.main] - met[box],
        "main_below": depth[box] - met[box],
        "in_most": np.array(within)[box],
    }


def _alike(blocks: Blocks, own: Columns, boxes: Boxes) -> Columns:
    """Say how many blocks stand in boxes like this one's, and what they hold; then what the likes under one parent do."""
    found: Columns = {}
    box, total = boxes.above[0], max(1.0, float(boxes.prose[0]))
    for name, likeness in (("like", blocks.likeness), ("own_like", blocks.own_likeness)):
        group = np.array(likeness)[box]
        count = np.bincount(group)
        found |= {
            f"{name}_texts": count[group],
            f"{name}_prose": np.bincount(group, own["prose"])[group] / total,
            f"{name}_linked": np.bincount(group, own["linked"])[group] / count[group],
        }
    parent, kinds = np.array(blocks.parent), np.array(blocks.own_likeness)
    _, group = np.unique(parent * (int(kinds.max()) + 1) + kinds, return_inverse=True)
    number, linked, characters, with_links, texts, prose = (
        np.bincount(group, values)
        for values in (None, boxes.linked, boxes.characters, boxes.linked > 0, boxes.texts, boxes.prose)
    )
    for level in (1, 2, 3, 4, 5):
        among = group[boxes.above[level - 1]]
        found |= {
            f"beside{level}": number[among],
            f"beside_linked{level}": linked[among] / np.maximum(characters[among], 1),
            f"beside_with_links{level}": with_links[among] / number[among],
            f"beside_texts{level}": texts[among] / number[among],
            f"beside_prose{level}": prose[among] / total,
        }
    return found


def _purposes(blocks: Blocks, boxes: Boxes) -> Columns:
    """Say how far above a block a box is named for a purpose."""
    bits = np.array(list(map(purposes_of, blocks.names)))
    named = ((bits[:, np.newaxis] >> np.arange(len(PURPOSES))) & 1).astype(bool)
    box, parent = boxes.above[0], np.maximum(np.array(blocks.parent), 0)
    distance = np.full((len(box), len(PURPOSES)), _FAR, np.float32)
    for level in range(_FAR - 1):
        distance[named[box] & (distance == _FAR)] = level
        box = parent[box]
    return {f"to_{name}": distance[:, place] for place, name in enumerate(PURPOSES)}
