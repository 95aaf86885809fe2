"""Keys and certificates for the way to Kafka, read from the files that settings name."""

import ssl
from pathlib import Path

from workers.errors import SettingsError
from workers.kafka.client.errors import PREFIX
from workers.settings import Settings


def tls_context(settings: Settings) -> ssl.SSLContext:
    """Read the files of authorities, certificate and key. Raises SettingsError for one that cannot be used."""
    ca, certificate, key = (
        _readable(settings, field) for field in ("kafka_ssl_ca_file", "kafka_ssl_certificate_file", "kafka_ssl_key_file")
    )
    try:
        context = ssl.create_default_context(cafile=ca)
    except ssl.SSLError as error:
        raise SettingsError(f"{PREFIX}SSL_CA_FILE={ca!r}: holds no certificate in PEM") from error
    if certificate:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(certificate)
        except ssl.SSLError as error:
            raise SettingsError(f"{PREFIX}SSL_CERTIFICATE_FILE={certificate!r}: holds no certificate in PEM") from error
        try:  # without a password OpenSSL would ask the terminal for it
            context.load_cert_chain(certificate, key, lambda: settings.kafka_ssl_key_password.value)
        except ssl.SSLError as error:
            file = f"{PREFIX}SSL_{'KEY' if key else 'CERTIFICATE'}_FILE={key or certificate!r}"
            what = f"holds no key in PEM that belongs to the certificate and that {PREFIX}SSL_KEY_PASSWORD opens"
            raise SettingsError(f"{file}: {what}") from error
    return context


def _readable(settings: Settings, field: str) -> str | None:
    """Name a file that can be read; None where none is named."""
    name: str = getattr(settings, field)
    if not name:
        return None
    try:
        Path(name).read_bytes()
    except OSError as error:
        raise SettingsError(f"NEWSMILL_{field.upper()}={name!r}: cannot be read: {error.strerror}") from error
    return name
