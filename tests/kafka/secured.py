"""A Kafka whose doors are shut: one wants a client certificate, others a user name and password; what each user may do is granted."""

import asyncio
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path

import trustme
from aiokafka.protocol.admin import CreateAclsRequest, DescribeAclsRequest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from testing.broker import Broker, Listener
from workers.kafka.client.connection import admin_client
from workers.kafka.client.permissions import NEEDS, Operation
from workers.kafka.client.roles import kafka_topic
from workers.settings import Settings

USERS = {command: command.replace(" ", "-") for command in NEEDS}
"""A user for each command, who may do what that needs and no more."""

PASSWORD = "Tidewater-17"  # of the tests' own broker
KEY_PASSWORD = "Island-School-4"  # of the tests' own key

HOST = "127.0.0.1"
OTHER_HOST = "localhost"
"""A name of the same host that its certificate does not have."""

SECURITY = "org.apache.kafka.common.security"


class Keys:
    """Files of authorities, certificates and keys, in PEM: of the broker, a client for each user, and one whom nobody knows."""

    def __init__(self, folder: Path) -> None:
        """Make them."""
        folder.mkdir(parents=True)
        self._folder = folder
        ca, other_ca = trustme.CA(), trustme.CA()
        leaves = {user: ca.issue_cert(f"{user}@example.test", common_name=user) for user in USERS.values()}
        foreign = other_ca.issue_cert("worker@example.test", common_name="worker")
        for name, leaf in {"server": ca.issue_cert(HOST), "foreign": foreign, **leaves}.items():
            self[name].write_bytes(_key(leaf, NoEncryption()) + leaf.cert_chain_pems[0].bytes())
        ca.cert_pem.write_to_path(self["ca"])
        other_ca.cert_pem.write_to_path(self["other-ca"])
        leaves["worker"].cert_chain_pems[0].write_to_path(self["certificate"])
        self["locked-key"].write_bytes(_key(leaves["worker"], BestAvailableEncryption(KEY_PASSWORD.encode())))
        self["garbage"].write_text("no key", encoding="utf-8")

    def __getitem__(self, name: str) -> Path:
        return self._folder / f"{name}.pem"


def _key(leaf: trustme.LeafCert, encryption: KeySerializationEncryption) -> bytes:
    """Write a key as Kafka reads it, in PKCS 8."""
    return load_pem_private_key(leaf.private_key_pem.bytes(), None).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def secured_broker(folder: Path, keys: Keys) -> Broker:
    """Make a Kafka with doors beside the plain one, which is for those who grant: nobody else may do what is not granted.

    CERTIFICATE wants a client certificate, PASSWORD and CLEAR a user name and password, the latter without TLS. ELSEWHERE is said to
    be at a name that the broker's certificate does not have, NOWHERE at one that is not.
    """
    listeners = {
        "CERTIFICATE": Listener("SSL"),
        "PASSWORD": Listener("SASL_SSL"),
        "CLEAR": Listener("SASL_PLAINTEXT"),
        "ELSEWHERE": Listener("SASL_SSL", OTHER_HOST),
        "NOWHERE": Listener("SASL_PLAINTEXT", "nowhere.invalid"),
    }
    passwords = " ".join(f'user_{user}="{PASSWORD}"' for user in USERS.values())
    login = {
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
        "plain.sasl.jaas.config": f"{SECURITY}.plain.PlainLoginModule required {passwords};",
        "scram-sha-256.sasl.jaas.config": f"{SECURITY}.scram.ScramLoginModule required;",
        "scram-sha-512.sasl.jaas.config": f"{SECURITY}.scram.ScramLoginModule required;",
    }
    properties = {
        **{f"listener.name.{name.lower()}.{key}": value for name in listeners for key, value in login.items()},
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(keys["server"]),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(keys["ca"]),
        "listener.name.certificate.ssl.client.auth": "required",
        "ssl.principal.mapping.rules": "RULE:^.*CN=([^,]+).*$/$1/",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
    }
    return Broker(folder, properties, listeners=listeners, scram=dict.fromkeys(USERS.values(), PASSWORD))


class Resource(IntEnum):
    """What it may be done to, by Kafka's number (org.apache.kafka.common.resource.ResourceType)."""

    TOPIC = 2
    GROUP = 3
    TRANSACTIONAL_ID = 5


LITERAL, PREFIXED = 3, 4
ALLOW = 3

Grant = tuple[Resource, str, Operation]
"""A permission: what kind of thing, its name (all that begin so where it ends with *), and what may be done to it."""


def grants_of(settings: Settings, command: str) -> list[Grant]:
    """List what a command needs."""
    needs = NEEDS[command]
    grants = [(Resource.TOPIC, kafka_topic(settings, role), operation) for role, ops in needs.topics.items() for operation in ops]
    if needs.group:
        grants.append((Resource.GROUP, settings.group, needs.group))
    grants += [(Resource.TRANSACTIONAL_ID, ids.format(group=settings.group), Operation.WRITE) for ids in needs.transactional_ids]
    return grants


def grant(servers: str, user: str, grants: Iterable[Grant]) -> None:
    """Let a user do these things, through the plain door; returns when the broker knows of it."""

    async def run() -> None:
        async with admin_client(Settings(kafka=servers)) as admin:
            for kind, name, operation in grants:
                pattern = PREFIXED if name.endswith("*") else LITERAL
                acl = (kind, name.removesuffix("*"), pattern, f"User:{user}", "*", operation, ALLOW)
                created = await admin._send_request(CreateAclsRequest(*acl))  # noqa: SLF001 # it has no method for it
                assert created.creation_responses[0][0] == 0, created
                while not (await admin._send_request(DescribeAclsRequest(*acl))).resources:  # noqa: ASYNC110, SLF001 # Kafka tells only who asks
                    await asyncio.sleep(0.01)

    asyncio.run(run())
