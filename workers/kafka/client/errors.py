"""What a refusal of Kafka's means: one line that says what to do."""

import ssl
from collections.abc import Iterator

from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    IllegalSaslStateError,
    InvalidProducerIdMapping,
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnknownProducerId,
    UnsupportedSaslMechanismError,
)

PREFIX = "NEWSMILL_KAFKA_"

NOT_PERMITTED: dict[type[KafkaError], str] = {
    TopicAuthorizationFailedError: "Kafka topic",
    GroupAuthorizationFailedError: "consumer group",
    TransactionalIdAuthorizationFailed: "transactional id",
    ClusterAuthorizationFailedError: "cluster",
}
"""What a user may not use, by the error that says so."""

REFUSALS: dict[type[KafkaError], str] = {
    SaslAuthenticationFailed: f"it does not accept the user name or the password; check {PREFIX}SASL_USERNAME and _PASSWORD",
    UnsupportedSaslMechanismError: f"it takes no password in this way; check {PREFIX}SASL_MECHANISM",
    IllegalSaslStateError: f"it wants no user name; check {PREFIX}SECURITY_PROTOCOL",
}

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
        return f"it closes the connection, as Kafka does where {PREFIX}SECURITY_PROTOCOL is another than it wants"
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
    """Say in one line what Kafka's error is, and which permission is missing where that is the reason."""
    name = type(error).__name__
    line = " ".join([name + ":" * bool(error.args), *" ".join(map(str, error.args)).split()])
    for kind, what in NOT_PERMITTED.items():
        if isinstance(error, kind):
            return f"the user has no permission for this {what}, see docs/security.md: {line}"
    return line
