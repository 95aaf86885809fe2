"""Workers: what are they at, and what holds them up?"""

from collections.abc import Mapping, Sequence

from deploy.dashboards.overview import quantiles
from deploy.dashboards.panels import (
    BYTES,
    COUNT,
    GREEN,
    PER_SECOND,
    RED,
    SECONDS,
    SHARE,
    Panel,
    Text,
    falling,
    rising,
)

ROWS: Mapping[str, Sequence[Panel | Text]] = {
    "Workers": [
        Panel(
            "Which workers answer?",
            "1 where Prometheus reaches a worker.",
            COUNT,
            {"{{instance}}": 'up{job="worker"}'},
            most=1,
            limits=[(RED, None), (GREEN, 1)],
            width=6,
        ),
        Panel(
            "How long has each worker run?",
            "Since its process started. A line that falls to zero again and again: it fails and is started again.",
            SECONDS,
            {"{{instance}}": 'time() - process_start_time_seconds{job="worker"}'},
            width=6,
        ),
        Panel(
            "Which versions run?",
            "Workers by version; more than one only while an upgrade is under way.",
            COUNT,
            {"{{version}} on Python {{python}}": 'count by (version, python) (newsmill_build_info{job="worker"})'},
            kind="bargauge",
            width=6,
        ),
        Panel(
            "Is a worker paused?",
            "1 while a worker takes no more pages, by its own decision: too many of its pages ended as dead letters.",
            COUNT,
            {"{{instance}}": "newsmill_paused"},
            limits=[(GREEN, None), (RED, 1)],
            most=1,
            width=6,
        ),
        Panel(
            "How are partitions shared out?",
            "Partitions of claims that each worker has. Even, unless there are more workers than partitions.",
            COUNT,
            {"{{instance}}": "count by (instance) (newsmill_claims)"},
            width=6,
        ),
        Panel(
            "How often are partitions moved?",
            "Times that partitions were assigned anew in 15 minutes: workers came or went.",
            COUNT,
            {"{{instance}}": "increase(newsmill_rebalances_total[15m])"},
            limits=rising(5, 10),
            width=6,
        ),
        Panel(
            "How long does it take to take partitions over?",
            "Seconds until a new owner is at work: earlier owners fenced, claims brought up to date. Longer with an empty data folder.",
            SECONDS,
            {"at most": "histogram_quantile(1, sum by (le) (increase(newsmill_take_over_seconds_bucket[15m])))"},
            limits=rising(30, 60),
            width=6,
        ),
        Panel(
            "How near is each worker to pausing?",
            "Share of dead letters among each worker's latest pages. It pauses at NEWSMILL_DEAD_LETTER_LIMIT, half where nothing else is set.",
            SHARE,
            {"{{instance}}": "newsmill_dead_letter_share"},
            limits=rising(0.1, 0.5),
            most=1,
            width=6,
        ),
    ],
    "Pool and memory": [
        Panel(
            "Are the processes busy?",
            "Share of the pool's processes that work on a page. Near 1 for long, with a backlog: start more workers.",
            SHARE,
            {"{{instance}}": "newsmill_pool_busy_processes / newsmill_pool_processes"},
            limits=rising(0.9, 0.98),
            most=1,
        ),
        Panel(
            "How many pages wait for a process?",
            "Pages that a worker has fetched and no process has taken yet.",
            COUNT,
            {"{{instance}}": "newsmill_pool_waiting_pages"},
        ),
        Panel(
            "Do processes die?",
            "Processes that ended while they had a page (its time or memory ran out, or it crashed), and those renewed in turn.",
            COUNT,
            {
                "lost by {{instance}}": "increase(newsmill_pool_lost_total[15m])",
                "renewed by {{instance}}": "increase(newsmill_pool_renewed_total[15m])",
            },
            limits=rising(5, 20),
        ),
        Panel(
            "How much memory is used?",
            "Resident memory of each worker's own process, and of its pool.",
            BYTES,
            {
                "{{instance}} itself": 'process_resident_memory_bytes{job="worker"}',
                "{{instance}} pool": "newsmill_pool_resident_bytes",
            },
            stacked=True,
        ),
        Panel(
            "How full are the buffers?",
            "Bytes fetched and not committed yet, of what a station may hold. At 1 it takes nothing more until it has committed.",
            SHARE,
            {
                "{{instance}} {{station}}": "newsmill_buffer_bytes / ignoring (station) group_left () newsmill_buffer_limit_bytes",
            },
            limits=rising(0.8, 1),
        ),
        Panel(
            "How busy are the workers' own processes?",
            "Processor time of the process that speaks to Kafka and makes the claims. It is one thread: near 1 it is the limit.",
            SHARE,
            {"{{instance}}": 'rate(process_cpu_seconds_total{job="worker"}[$__rate_interval])'},
            limits=rising(0.8, 0.95),
        ),
    ],
    "Steps": [
        Panel(
            "Which step takes the time?",
            "Seconds spent in each step, a second, over all processes.",
            SECONDS,
            {"{{step}}": "sum by (step) (rate(newsmill_step_seconds_sum[$__rate_interval]))"},
            stacked=True,
        ),
        Panel(
            "How long does each step take, at worst?",
            "99 of 100 pages are through a step within so long.",
            SECONDS,
            {"{{step}}": "histogram_quantile(0.99, sum by (le, step) (rate(newsmill_step_seconds_bucket[$__rate_interval])))"},
            logarithmic=True,
        ),
        Panel(
            "How long is a page in a process?",
            "From its start in the pool to its result, a second try included. 10 s is a page's limit.",
            SECONDS,
            quantiles("newsmill_page_seconds"),
            limits=rising(5, 10),
        ),
    ],
    "Transactions": [
        Panel(
            "How many transactions are committed?",
            "Transactions of each station; each commits a batch's outputs, claims and offset together.",
            PER_SECOND,
            {
                "{{station}}": 'sum by (station) (rate(newsmill_transactions_total{result="committed"}[$__rate_interval]))',
            },
        ),
        Panel(
            "How long does a transaction take?",
            "95 of 100 take no longer. Seconds: the broker is slow.",
            SECONDS,
            {
                "{{station}}": "histogram_quantile(0.95,"
                " sum by (le, station) (rate(newsmill_transaction_seconds_bucket[$__rate_interval])))"
            },
            limits=rising(1, 5),
        ),
        Panel(
            "Are transactions aborted?",
            "Transactions aborted in 15 minutes; each ends its worker, which goes on from what was committed.",
            COUNT,
            {"{{instance}} {{station}}": 'increase(newsmill_transactions_total{result="aborted"}[15m])'},
            limits=[(GREEN, None), (RED, 1)],
        ),
        Panel(
            "How many events does a transaction carry?",
            "Events of each station by its transactions. Few under load: transactions are the limit.",
            COUNT,
            {
                "{{station}}": "sum by (station) (rate(newsmill_events_total[$__rate_interval]))"
                ' / on (station) (sum by (station) (rate(newsmill_transactions_total{result="committed"}[$__rate_interval])) > 0)'
            },
        ),
        Panel(
            "When did each worker last commit?",
            "Seconds since its last commit, by station. Above zero lag and rising: it is stuck.",
            SECONDS,
            {"{{instance}} {{station}}": "newsmill_commit_age_seconds"},
            limits=rising(60, 300),
        ),
        Panel(
            "How much of the disk is left?",
            "Share of the disk that is free where each worker keeps its claims.",
            SHARE,
            {"{{instance}}": "newsmill_data_free_bytes / newsmill_data_size_bytes"},
            limits=falling(0.1, 0.2),
            most=1,
        ),
    ],
}
