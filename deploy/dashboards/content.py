"""Content: what is published, what is repeated, what is turned away?"""

from collections.abc import Mapping, Sequence

from deploy.dashboards.overview import quantiles
from deploy.dashboards.panels import BYTES, COUNT, PAGES_A_SECOND, SHARE, Panel, Text, rising


def share(labels: str, by: str) -> str:
    """Share of each value of a label, in the last hour."""
    return f"sum by ({by}) (increase({labels}[1h])) / ignoring ({by}) group_left () (sum(increase({labels}[1h])) > 0)"


ROWS: Mapping[str, Sequence[Panel | Text]] = {
    "Languages and topics": [
        Panel(
            "Which languages are published?",
            "Articles by language, the ten largest. Bounded to the languages that the model tells.",
            PAGES_A_SECOND,
            {"{{language}}": "topk(10, sum by (language) (rate(newsmill_articles_by_language_total[$__rate_interval])))"},
            stacked=True,
        ),
        Panel(
            "Which topics are published?",
            "Articles by their best topic of IPTC Media Topics' top level; none where no evidence names one.",
            PAGES_A_SECOND,
            {"{{topic}}": "sum by (topic) (rate(newsmill_articles_by_topic_total[$__rate_interval]))"},
            stacked=True,
            width=16,
        ),
        Panel(
            "What is the mix of languages?",
            "Share of each language among the articles of the last hour.",
            SHARE,
            {"{{language}}": f"sort_desc(topk(15, {share('newsmill_articles_by_language_total', 'language')}))"},
            kind="bargauge",
            height=10,
            most=1,
        ),
        Panel(
            "What is the mix of topics?",
            "Share of each topic among the articles of the last hour.",
            SHARE,
            {"{{topic}}": f"sort_desc({share('newsmill_articles_by_topic_total', 'topic')})"},
            kind="bargauge",
            height=10,
            most=1,
        ),
        Panel(
            "Has the mix shifted against a week before?",
            "Half the sum of differences of the shares of 6 hours to the same hours a week before: 0 the same, 1 nothing in common."
            " 0 too until there is a week of data.",
            SHARE,
            {
                "languages": "newsmill:language_mix:shift6h or vector(0)",
                "topics": "newsmill:topic_mix:shift6h or vector(0)",
            },
            height=10,
            limits=rising(0.2, 0.3),
            most=1,
        ),
    ],
    "How articles are read": [
        Panel(
            "Which reader finds the text?",
            "Articles by what found their text, recrawls and copies too. trafilatura_alone: where labels were doubted and it found more.",
            PAGES_A_SECOND,
            {"{{reader}}": "sum by (reader) (rate(newsmill_articles_by_reader_total[$__rate_interval]))"},
            stacked=True,
            width=6,
        ),
        Panel(
            "How sure is the learned reader?",
            "How like the article its text can be expected to be, of the last hour's articles: half of them are below the first, a tenth"
            " below the last. Below 60 % a second reader is asked. Empty where no labels are asked.",
            SHARE,
            {
                legend: f"histogram_quantile({level}, sum by (le) (increase(newsmill_expected_text_share_bucket[1h])))"
                for level, legend in ((0.5, "half"), (0.25, "a quarter"), (0.1, "a tenth"))
            },
            most=1,
            width=6,
        ),
        Panel(
            "Why is a second reader asked?",
            "Share of the last hour's articles by labels that were doubted: labels kept nothing, were unsure, or kept too little of the prose."
            " Empty where no labels are asked.",
            SHARE,
            {
                "{{doubt}}": "sum by (doubt) (increase(newsmill_second_readings_total[1h]))"
                " / on () group_left () sum(increase(newsmill_expected_text_share_count[1h]))"
            },
            stacked=True,
            width=6,
        ),
        Panel(
            "Are articles read otherwise than the day before?",
            "The largest difference of a share of the last hour's articles to the day before: of those that were doubted for one reason, or of"
            " those expected to be at most so right. 0 too where there is nothing to compare.",
            SHARE,
            {"shift": "newsmill:how_read:shift1h or vector(0)"},
            limits=rising(0.1, 0.2),
            most=1,
            width=6,
        ),
    ],
    "New, revised, repeated": [
        Panel(
            "What is new, revised, a recrawl or a copy?",
            "Pages that are articles, by what they are to those published before.",
            PAGES_A_SECOND,
            {
                "{{reason}}": 'sum by (reason) (rate(newsmill_pages_total{outcome=~"article|duplicate"}[$__rate_interval]))',
            },
            stacked=True,
        ),
        Panel(
            "What share of articles repeats others?",
            "Recrawls and copies among all articles of the last hour. High recrawls: the crawler fetches too often; high copies: agencies.",
            SHARE,
            {
                "{{reason}}": 'sum by (reason) (increase(newsmill_pages_total{outcome="duplicate"}[1h]))'
                ' / ignoring (reason) group_left () (sum(increase(newsmill_pages_total{outcome=~"article|duplicate"}[1h])) > 0)'
            },
            most=1,
        ),
        Panel(
            "How many claims are remembered?",
            "Claims by which recrawls and copies are recognised, all workers together. It levels off after one window.",
            COUNT,
            {"claims": "sum(newsmill_claims)"},
        ),
    ],
    "Turned away": [
        Panel(
            "Why are pages rejected?",
            "Pages that are sound but no article, by reason.",
            PAGES_A_SECOND,
            {"{{reason}}": 'sum by (reason) (rate(newsmill_pages_total{outcome="rejected"}[$__rate_interval]))'},
            stacked=True,
        ),
        Panel(
            "Why are pages dead letters?",
            "Pages that could not be processed, by reason. One reason that rises alone: a bad release, or one site's change.",
            PAGES_A_SECOND,
            {"{{reason}}": 'sum by (reason) (rate(newsmill_pages_total{outcome="dead_letter"}[$__rate_interval]))'},
            stacked=True,
        ),
        Panel(
            "How large are raw pages?",
            "Bytes of a raw page's message as it came.",
            BYTES,
            quantiles("newsmill_page_bytes"),
        ),
    ],
}
