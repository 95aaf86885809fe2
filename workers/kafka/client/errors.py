"""What a refusal of Kafka's means: one line that says what to do."""

import ssl
from collections.abc import Iterator

from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    CorruptRecordException,
    GroupAuthorizationFailedError,
    IllegalSaslStateError,
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    InvalidTxnState,
    KafkaConnectionError,
    KafkaError,
    KafkaStorageError,
    MessageSizeTooLargeError,
    NotEnoughReplicasAfterAppendError,
    NotEnoughReplicasError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
    RecordListTooLargeError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnknownProducerId,
    UnsupportedSaslMechanismError,
)

PREFIX = "NEWSMILL_KAFKA_"

_FENCED = (
    "another worker has taken the partition over, or a transaction took longer than 30 s; one worker among others goes on when it is"
    " started again, where all end so see to Kafka's brokers"
)

MEANINGS: dict[type[KafkaError], str] = {
    **{
        kind: f"the user has no permission for this {what}, see docs/security.md"
        for kind, what in {
            TopicAuthorizationFailedError: "Kafka topic",
            GroupAuthorizationFailedError: "consumer group",
            TransactionalIdAuthorizationFailed: "transactional id",
            ClusterAuthorizationFailedError: "cluster",
        }.items()
    },
    **dict.fromkeys((ProducerFenced, InvalidProducerEpoch, InvalidTxnState), _FENCED),
    OutOfOrderSequenceNumber: "a broker has lost messages that it had confirmed; see its log, then run newsmill audit",
    CorruptRecordException: "a message is damaged, on a broker's disk or on the way; see the brokers' logs and disks",
    KafkaStorageError: "a broker cannot use its disk; see its log",
    **dict.fromkeys(
        (NotEnoughReplicasError, NotEnoughReplicasAfterAppendError),
        "fewer replicas are in step than min.insync.replicas asks for; see to the brokers that are missing",
    ),
    **dict.fromkeys(
        (MessageSizeTooLargeError, RecordListTooLargeError),
        "a Kafka topic takes no message so large; newsmill topics create says whose max.message.bytes is another than the settings ask",
    ),
}
"""What operators have to see to, by the error that says so."""

REFUSALS: dict[type[KafkaError], str] = {
    SaslAuthenticationFailed: f"it does not accept the user name or the password; check {PREFIX}SASL_USERNAME and _PASSWORD",
    UnsupportedSaslMechanismError: f"it takes no password in this way; check {PREFIX}SASL_MECHANISM",
    IllegalSaslStateError: f"it wants no user name; check {PREFIX}SECURITY_PROTOCOL",
}

CLOSES = f"it closes the connection, as Kafka does where {PREFIX}SECURITY_PROTOCOL is another than it wants"
"""What may also be a broker that is going down, or a proxy before one that is."""

HOST_NAME_MISMATCH, IP_ADDRESS_MISMATCH = 62, 64  # X509_V_ERR_*, openssl/x509_vfy.h
UNKNOWN_AUTHORITY = {2, 18, 19, 20, 21}


def refusal(error: BaseException, host: str) -> str | None:
    """Say why Kafka refused; None where nobody was there to do so."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _verification(cause, host)
        if isinstance(cause, ssl.SSLError):
            return _tls(cause)
        for kind, meaning in REFUSALS.items():
            if isinstance(cause, kind):
                return meaning
    if isinstance(error, KafkaConnectionError | ConnectionResetError):
        return CLOSES
    return None


def _verification(error: ssl.SSLCertVerificationError, host: str) -> str:
    """Say what is wrong with Kafka's certificate."""
    if error.verify_code in {HOST_NAME_MISMATCH, IP_ADDRESS_MISMATCH}:
        return f"its certificate is not for {host}; name Kafka's servers in NEWSMILL_KAFKA as their certificates do"
    if error.verify_code in UNKNOWN_AUTHORITY:
        return f"its certificate is signed by an unknown authority; check {PREFIX}SSL_CA_FILE"
    return f"its certificate is not valid: {error.verify_message}"


def _tls(error: ssl.SSLError) -> str:
    """Say why the two sides did not agree."""
    reason = error.reason or str(error)
    if "ALERT" in reason and ("CERTIFICATE" in reason or "UNKNOWN_CA" in reason):
        return f"it does not accept the client certificate ({reason}); check {PREFIX}SSL_CERTIFICATE_FILE and _KEY_FILE"
    return f"TLS with it fails ({reason}); check {PREFIX}SECURITY_PROTOCOL"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def is_forgotten(error: BaseException) -> bool:
    """Whether Kafka knows a producer no more, as after days without a transaction (transactional.id.expiration.ms): it can begin anew."""
    return any(isinstance(cause, InvalidProducerIdMapping | UnknownProducerId) for cause in _causes(error))


def describe(error: BaseException) -> str:
    """Say in one line what Kafka's error is, and first what it means where somebody has to see to it: it, or what caused it."""
    for cause in _causes(error) if isinstance(error, KafkaError) else ():
        for kind, meaning in MEANINGS.items():
            if isinstance(cause, kind):
                return f"{meaning}: {_line(cause)}"
    return _line(error)


def _line(error: BaseException) -> str:
    name = type(error).__name__
    return " ".join([name + ":" * bool(error.args), *" ".join(map(str, error.args)).split()])
