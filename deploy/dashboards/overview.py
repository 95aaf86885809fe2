"""Overview: is it well?"""

from collections.abc import Mapping, Sequence

from deploy.dashboards.panels import (
    BYTES_A_SECOND,
    COUNT,
    GREEN,
    PAGES_A_SECOND,
    RED,
    SECONDS,
    SHARE,
    Panel,
    Text,
    falling,
    rising,
    stat,
)

DONE = "sum(rate(newsmill_pages_total[$__rate_interval]))"


def quantiles(metric: str, where: str = "", by: str = "") -> dict[str, str]:
    """Median, 95th and 99th percentile of a histogram."""
    within = f"sum by (le{by and ', ' + by}) (rate({metric}_bucket{where}[$__rate_interval]))"
    return {
        f"{name} {by and '{{' + by + '}}'}".strip(): f"histogram_quantile({quantile}, {within})" for name, quantile in _QUANTILES
    }


_QUANTILES = (("half within", 0.5), ("95 % within", 0.95), ("99 % within", 0.99))

ROWS: Mapping[str, Sequence[Panel | Text]] = {
    "Is it well?": [
        stat(
            "Is an alert firing?",
            "Alerts that fire now; the runbook says what to do about each.",
            COUNT,
            'count(ALERTS{alertstate="firing"}) or vector(0)',
            [(GREEN, None), (RED, 1)],
        ),
        stat(
            "How many workers are there?",
            "Workers in Kafka's consumer group. None: pages wait in Kafka, and nothing is lost until they expire.",
            COUNT,
            "sum(newsmill_group_members)",
            [(RED, None), (GREEN, 1)],
        ),
        stat(
            "How long has the oldest page waited?",
            "Age of the first message that the group has not finished, over all partitions. A worker that keeps up stays below a few seconds.",
            SECONDS,
            "max(newsmill_lag_seconds)",
            rising(60, 300),
        ),
        stat(
            "How many pages wait?",
            "Raw pages that the workers have not extracted yet.",
            COUNT,
            'sum(newsmill_lag_messages{role="raw"})',
            [(GREEN, None)],
        ),
        stat(
            "How many pages are dead letters?",
            "Share of dead letters among the pages of the last 15 minutes. They keep their bytes and can be replayed.",
            SHARE,
            'sum(increase(newsmill_pages_total{outcome="dead_letter"}[15m])) / (sum(increase(newsmill_pages_total[15m])) > 0) or vector(0)',
            rising(0.01, 0.05),
        ),
        stat(
            "When was the last commit?",
            "Seconds since any worker last committed; each station counts, the older one is shown. It grows too when no pages come.",
            SECONDS,
            "max(min by (station) (newsmill_commit_age_seconds))",
            rising(60, 300),
        ),
    ],
    "Throughput and lag": [
        Panel(
            "Do the workers keep up with what comes in?",
            "Pages that crawlers sent, by Kafka's own offsets, and pages that ended. The two lines should lie on each other.",
            PAGES_A_SECOND,
            {"came in": 'sum(rate(newsmill_end_offset{role="raw"}[$__rate_interval]))', "ended": DONE},
        ),
        Panel(
            "Is a backlog growing?",
            "Messages that wait: raw pages for extraction, candidates for their next claim. A line that only rises needs more workers."
            " Behind a transaction that a crawler left open nobody reads raw pages.",
            COUNT,
            {
                "{{role}}": "sum by (role) (newsmill_lag_messages)",
                "behind an open transaction": 'sum(newsmill_undecided_messages{role="raw"})',
            },
        ),
        Panel(
            "Does a partition stay behind?",
            "How long the next message of each partition of raw pages has waited. One line above the others: a partition whose worker is stuck.",
            SECONDS,
            {"partition {{partition}}": 'max by (partition) (newsmill_lag_seconds{role="raw"})'},
            limits=rising(60, 300),
        ),
    ],
    "Outcomes": [
        Panel(
            "How do pages end?",
            "Every page ends in exactly one of four outcomes; counted when that is committed.",
            PAGES_A_SECOND,
            {"{{outcome}}": "sum by (outcome) (rate(newsmill_pages_total[$__rate_interval]))"},
            stacked=True,
        ),
        Panel(
            "What share of pages becomes articles?",
            "Share of each outcome in the last 15 minutes. A step in it is a change of the crawl, of a site, or of a release.",
            SHARE,
            {
                "{{outcome}}": "sum by (outcome) (increase(newsmill_pages_total[15m]))"
                " / ignoring (outcome) group_left () (sum(increase(newsmill_pages_total[15m])) > 0)"
            },
            most=1,
        ),
        Panel(
            "How many bytes are read and written?",
            "Bytes of raw pages read, and of messages written, by the part that their Kafka topic plays.",
            BYTES_A_SECOND,
            {
                "read": 'sum(rate(newsmill_read_bytes_total{station="extract"}[$__rate_interval]))',
                "{{role}}": "sum by (role) (rate(newsmill_written_bytes_total[$__rate_interval]))",
            },
        ),
    ],
    "Latency and freshness": [
        Panel(
            "How long does a page take through Newsmill?",
            "From Kafka's receipt of the raw page to the commit of its outcome, waiting included.",
            SECONDS,
            quantiles("newsmill_end_to_end_seconds", '{since="received"}'),
            limits=rising(60, 300),
        ),
        Panel(
            "How old is a page when it is published?",
            "From the crawler's fetch to the commit of its outcome. Far above the panel to the left: pages lie with the crawler, or are archives.",
            SECONDS,
            quantiles("newsmill_end_to_end_seconds", '{since="fetched"}'),
            logarithmic=True,
        ),
        Panel(
            "Is there room on the disks of the workers?",
            "Share of the disk that is free where each worker keeps its claims.",
            SHARE,
            {"{{instance}}": "newsmill_data_free_bytes / newsmill_data_size_bytes"},
            limits=falling(0.1, 0.2),
            most=1,
        ),
    ],
}
