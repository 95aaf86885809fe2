"""Settings of the commands on Kafka, each declared once; alone reads NEWSMILL_* variables."""

import difflib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec
from msgspec import Meta

from workers.errors import SettingsError
from workers.steps.read.message import RawFormat

PREFIX = "NEWSMILL_"
TESTS_PREFIX = "NEWSMILL_TEST_"
"""Variables that begin so are the test suite's own."""

FILE_SUFFIX = "_FILE"
"""A secret NEWSMILL_X may stand in a file that NEWSMILL_X_FILE names."""

MASK = "********"
MEBIBYTE = 1024 * 1024
LONGEST_NAME = 249  # characters, as Kafka allows

Count = Annotated[int, Meta(ge=1)]
Days = Annotated[float, Meta(gt=0, le=36500)]
Share = Annotated[float, Meta(ge=0, le=1)]
Seconds = Annotated[float, Meta(gt=0, le=86400)]
Mebibytes = Annotated[int, Meta(ge=1)]
KafkaName = Annotated[str, Meta(pattern="^[A-Za-z0-9._-]+$")]


_LOGIN = {"kafka_sasl_username", "kafka_sasl_password"}
_TLS = {"kafka_ssl_ca_file", "kafka_ssl_certificate_file", "kafka_ssl_key_file", "kafka_ssl_key_password"}


class Secret:
    """A text that nobody is shown, whatever prints it: `value` is for whom it is meant."""

    __slots__ = ("value",)

    def __init__(self, value: str = "") -> None:
        self.value = value

    def __repr__(self) -> str:
        return MASK if self.value else ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings. A field `name` is read from NEWSMILL_NAME; its type checks the value, its description is what users read."""

    kafka: Annotated[
        str,
        Meta(
            pattern=r"^([^\s,:]+|\[[^\s,\]]+\]):\d+(,([^\s,:]+|\[[^\s,\]]+\]):\d+)*$",
            description="Kafka's bootstrap servers: host:port, several separated by commas",
        ),
    ] = "localhost:9092"
    kafka_security_protocol: Annotated[
        Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"],
        Meta(description="How clients connect to Kafka, by its own names: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"),
    ] = "PLAINTEXT"
    kafka_ssl_ca_file: Annotated[
        str, Meta(description="File of the authorities that sign Kafka's certificates, in PEM; none for the system's own")
    ] = ""
    kafka_ssl_certificate_file: Annotated[str, Meta(description="File of the client certificate, and its chain, in PEM")] = ""
    kafka_ssl_key_file: Annotated[
        str, Meta(description="File of the client certificate's key, in PEM; none where it stands in the certificate's file")
    ] = ""
    kafka_ssl_key_password: Annotated[Secret, Meta(description="Password of that key, if it has one")] = Secret()
    kafka_sasl_mechanism: Annotated[
        Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"],
        Meta(description="How a user name and password are shown to Kafka: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"),
    ] = "SCRAM-SHA-512"
    kafka_sasl_username: Annotated[str, Meta(description="User name")] = ""
    kafka_sasl_password: Annotated[Secret, Meta(description="The user's password")] = Secret()

    group: Annotated[KafkaName, Meta(description="The workers' consumer group, and Faust application")] = "newsmill"

    topic_prefix: Annotated[str, Meta(pattern="^[A-Za-z0-9._-]*$", description="Put before each Kafka topic's name")] = ""
    kafka_topic_raw: Annotated[KafkaName, Meta(description="Kafka topic of raw pages")] = "pages.raw"
    kafka_topic_extracted: Annotated[KafkaName, Meta(description="Kafka topic of articles on their way (internal)")] = (
        "pages.extracted"
    )
    kafka_topic_claims: Annotated[KafkaName, Meta(description="Kafka topic of the workers' claims (internal)")] = "pages.claims"
    kafka_topic_articles: Annotated[KafkaName, Meta(description="Kafka topic of articles")] = "articles"
    kafka_topic_duplicates: Annotated[KafkaName, Meta(description="Kafka topic of duplicates")] = "articles.duplicates"
    kafka_topic_rejected: Annotated[KafkaName, Meta(description="Kafka topic of rejected pages")] = "pages.rejected"
    kafka_topic_dead_letter: Annotated[KafkaName, Meta(description="Kafka topic of dead letters")] = "pages.dead-letter"
    kafka_topic_replayed: Annotated[KafkaName, Meta(description="Kafka topic of which dead letters were replayed (internal)")] = (
        "pages.replayed"
    )
    partitions: Annotated[Count, Meta(description="Partitions of each Kafka topic: as many workers can share the work")] = 12
    replication: Annotated[Count, Meta(description="Replicas of each Kafka topic's partitions")] = 1
    raw_retention_days: Annotated[Days, Meta(description="How long raw pages and articles on their way are kept, in days")] = 7
    retention_days: Annotated[
        Days, Meta(description="How long articles, duplicates, rejected and dead letters are kept, in days")
    ] = 90
    max_message_mb: Annotated[
        Mebibytes,
        Meta(le=64, description="How large a raw page's message may be, in MiB: 32 takes all that newsmill clean reads"),
    ] = 32
    kafka_seconds: Annotated[
        Seconds,
        Meta(
            description=(
                "How long a command, a worker that starts or Scrapy's pipeline waits for Kafka to go on, in seconds:"
                " to be ready, to serve new Kafka topics, to send what is read, to confirm pages"
            )
        ),
    ] = 60

    raw_format: Annotated[
        RawFormat,
        Meta(
            description="What raw pages are where a message's content-type header does not say: raw-page, scrapy-cluster or warc"
        ),
    ] = RawFormat.RAW_PAGE
    reader: Annotated[
        Literal["trafilatura", "learned"],
        Meta(
            description=(
                "What finds the article on a page: trafilatura, with rules around it and for plain text, or learned, labels of a page's"
                " blocks or lines, with trafilatura or the rules where they are unsure"
            )
        ),
    ] = "trafilatura"
    processes: Annotated[int, Meta(ge=0, le=256, description="Processes that a worker extracts with; 0 for one a core")] = 0
    page_seconds: Annotated[
        Seconds,
        Meta(
            description="Processor time that one page may take, in seconds; by the clock it may take a third of NEWSMILL_STALL_SECONDS"
        ),
    ] = 10
    process_memory_mb: Annotated[int, Meta(ge=256, description="Memory that one of these processes may use, in MiB")] = 1024
    buffer_mb: Annotated[Mebibytes, Meta(description="Pages that a worker holds in memory at a time, in MiB")] = 128
    batch_events: Annotated[Count, Meta(description="Most events of a partition that one transaction commits")] = 256
    batch_seconds: Annotated[
        Seconds, Meta(description="Longest time that a partition's events are gathered for one transaction, in seconds")
    ] = 1
    session_seconds: Annotated[
        float, Meta(ge=6, le=10, description="Silence after which Kafka gives a worker's partitions to others, in seconds")
    ] = 8
    stall_seconds: Annotated[
        float,
        Meta(ge=5, le=86400, description="How long a worker may commit nothing while there is something to do, before it ends"),
    ] = 120
    dead_letter_limit: Annotated[
        Share, Meta(description="Share of dead letters among the latest pages above which a worker pauses; 1 for never")
    ] = 0.5
    dead_letter_window: Annotated[Count, Meta(le=8000, description="How many pages are the latest, to tell that share")] = 1000
    dead_letter_least: Annotated[Count, Meta(description="Of how many pages that share is told at least")] = 100
    window_days: Annotated[Days, Meta(description="How long an article is remembered after it was last seen, in days")] = 30
    data_dir: Annotated[Path, Meta(description="Folder of a worker's claims; each worker has its own")] = Path("newsmill-data")
    web_port: Annotated[
        int, Meta(ge=1, le=65535, description="Port of a worker's metrics; each worker on a host has its own")
    ] = 6066
    lag_port: Annotated[int, Meta(ge=1, le=65535, description="Port of the lag service's metrics")] = 6067
    lag_seconds: Annotated[Seconds, Meta(description="How often newsmill lag asks Kafka, in seconds")] = 10

    def __post_init__(self) -> None:
        """Refuse settings that do not go together."""
        names = [self.topic_prefix + getattr(self, field) for field in self.__struct_fields__ if field.startswith("kafka_topic_")]
        if len(set(names)) < len(names):
            raise ValueError(f"NEWSMILL_KAFKA_TOPIC_*: two Kafka topics have the same name ({', '.join(names)})")
        if len(longest := max(names, key=len)) > LONGEST_NAME:
            raise ValueError(f"NEWSMILL_TOPIC_PREFIX: {longest} has more than {LONGEST_NAME} characters")
        if self.dead_letter_least > self.dead_letter_window:
            raise ValueError(
                f"NEWSMILL_DEAD_LETTER_LEAST: no more than NEWSMILL_DEAD_LETTER_WINDOW, which is {self.dead_letter_window}"
            )
        if self.page_seconds > self.wall_seconds:
            raise ValueError(
                f"NEWSMILL_PAGE_SECONDS: no more than a third of NEWSMILL_STALL_SECONDS, which is {self.wall_seconds:g}"
            )
        if self.retention < self.raw_kept_at_most:
            least = self.raw_kept_at_most / timedelta(days=1)
            raise ValueError(
                f"NEWSMILL_RETENTION_DAYS: outputs must outlive their raw pages, or no audit could find them; give at least {least:.2f}"
            )
        self._require_whole_door()

    def _require_whole_door(self) -> None:
        """Refuse a half-told way to Kafka, and secrets that would not be used."""
        given = {field for field in _LOGIN | _TLS if getattr(self, field)}
        used = (_LOGIN if self.uses_sasl else set()) | (_TLS if self.uses_tls else set())
        protocol = f"NEWSMILL_KAFKA_SECURITY_PROTOCOL={self.kafka_security_protocol}"
        if unused := given - used:
            raise ValueError(f"{_variables(unused)}: not used with {protocol}")
        if self.uses_sasl and (missing := _LOGIN - given):
            raise ValueError(f"{_variables(missing)}: needed with {protocol}")
        if "kafka_ssl_certificate_file" not in given and (idle := given & {"kafka_ssl_key_file", "kafka_ssl_key_password"}):
            raise ValueError(f"{_variables(idle)}: of no use without NEWSMILL_KAFKA_SSL_CERTIFICATE_FILE")

    @property
    def uses_tls(self) -> bool:
        """Whether the way to Kafka is encrypted."""
        return self.kafka_security_protocol.endswith("SSL")

    @property
    def uses_sasl(self) -> bool:
        """Whether Kafka wants a user name and password."""
        return self.kafka_security_protocol.startswith("SASL")

    @property
    def wall_seconds(self) -> float:
        """How long a page may take by the clock: both times that it may be tried end before the watchdog would end the worker."""
        return self.stall_seconds / 3

    @property
    def raw_retention(self) -> timedelta:
        """How long a raw page is kept at least."""
        return timedelta(days=self.raw_retention_days)

    @property
    def raw_segment(self) -> timedelta:
        """The time that one segment of the raw log spans: Kafka deletes whole segments."""
        return min(self.raw_retention, timedelta(days=1))

    @property
    def raw_kept_at_most(self) -> timedelta:
        """How long a raw page can stay readable: until the last page of its segment runs out and Kafka has looked (5 minutes)."""
        return self.raw_retention + self.raw_segment + timedelta(minutes=10)

    @property
    def retention(self) -> timedelta:
        """How long outputs are kept."""
        return timedelta(days=self.retention_days)

    @property
    def kept_at_most(self) -> timedelta:
        """How long an output can stay readable: until its segment, by Kafka's default a week, runs out and Kafka has looked."""
        return self.retention + timedelta(days=7, minutes=10)

    @property
    def window(self) -> timedelta:
        """How long an article is remembered after it was last seen."""
        return timedelta(days=self.window_days)

    @property
    def max_message_bytes(self) -> int:
        """How large a raw page's message may be."""
        return self.max_message_mb * MEBIBYTE

    @property
    def max_outcome_bytes(self) -> int:
        """How large any other message may be: a dead letter holds a raw page of the largest size in base64."""
        return self.max_message_bytes * 4 // 3 + MEBIBYTE


def _variables(fields: set[str]) -> str:
    return ", ".join(sorted(PREFIX + field.upper() for field in fields))


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a setting: the variable it is read from, its type, its default, what it means, whether it is a secret."""

    variable: str
    field: str
    kind: Any
    default: Any
    meaning: str
    secret: bool


def declared(kind: type[msgspec.Struct] = Settings) -> Iterator[Setting]:
    """List the settings that a type declares, in its order."""
    hints = get_type_hints(kind, include_extras=True)
    for field in msgspec.structs.fields(kind):
        metas = [item for item in hints[field.name].__metadata__ if isinstance(item, Meta)]
        yield Setting(
            variable=PREFIX + field.name.upper(),
            field=field.name,
            kind=hints[field.name],
            default=field.default,
            meaning=next(meta.description for meta in metas if meta.description),
            secret=get_args(hints[field.name])[0] is Secret,
        )


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from an environment; a variable that is empty counts as not set.

    Raises SettingsError for a NEWSMILL_* variable that is unknown or has a bad value, and for a secret's file that cannot be read.
    """
    settings = list(declared())
    known = [setting.variable for setting in settings] + [s.variable + FILE_SUFFIX for s in settings if s.secret]
    for variable in environ:
        if variable.startswith(PREFIX) and not variable.startswith(TESTS_PREFIX) and variable not in known:
            near = difflib.get_close_matches(variable.removeprefix(PREFIX), [name.removeprefix(PREFIX) for name in known], n=1)
            hint = f"did you mean {PREFIX}{near[0]}?" if near else "newsmill settings lists all"
            raise SettingsError(f"{variable} is no setting; {hint}")
    values = {setting.field: _read(setting, text) for setting in settings if (text := _text_of(setting, environ))}
    try:
        return Settings(**values)
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _text_of(setting: Setting, environ: Mapping[str, str]) -> str | None:
    """Find what a setting is given as: a secret's text may stand in a file."""
    text = environ.get(setting.variable)
    variable = setting.variable + FILE_SUFFIX
    name = environ.get(variable) if setting.secret else None
    if not name:
        return text
    if text:
        raise SettingsError(f"{setting.variable} and {variable} are both given; leave one out")
    try:
        text = Path(name).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise SettingsError(f"{variable}={name!r}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise SettingsError(f"{variable}={name!r}: is not UTF-8 text") from None
    if not text:
        raise SettingsError(f"{variable}={name!r}: is empty")
    return text


def _read(setting: Setting, text: str) -> Any:
    """Read a value as its type says."""
    if setting.secret and text == MASK:
        raise SettingsError(f"{setting.variable} is what newsmill settings shows in its place; give the secret itself")
    try:
        return msgspec.convert(text, setting.kind, strict=False, dec_hook=lambda kind, value: kind(value))
    except msgspec.ValidationError as error:
        value = MASK if setting.secret else repr(text)
        wrong = "not of this form" if "regex" in str(error) else str(error)  # a regular expression tells users nothing
        raise SettingsError(f"{setting.variable}={value}: {wrong}. {setting.meaning}") from error


def describe(settings: msgspec.Struct) -> str:
    """Write all settings, each with its meaning and default, as a file of variables that shells and Docker read. Secrets are masked."""
    return "\n".join(
        f"# {setting.meaning} (default: {setting.default})\n{setting.variable}={getattr(settings, setting.field)}\n"
        for setting in declared(type(settings))
    )
