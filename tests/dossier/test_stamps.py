"""Time stamps that grow old, and stamps made to deceive."""

import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bot.dossier import say, verify
from bot.dossier.openssl import read_token
from tests.dossier.makings import bag_files, sums

CONFIG = """[tsa]
serial = {d}/serial
crypto_device = builtin
signer_cert = {d}/tsa.pem
certs = {d}/root.pem
signer_key = {d}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.9
digests = sha1, sha256
ess_cert_id_alg = sha256
"""


class Authority:
    """A time authority on paper: its certificate ends when we say."""

    def __init__(self, directory: Path, *, ends: datetime, organisation: str = "Old Stamps") -> None:
        self.directory = directory
        directory.mkdir()
        key, root_key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
        root = self._certificate("Root", root_key, "Root", root_key, None, organisation)
        leaf = self._certificate("TSA", key, "Root", root_key, ends, organisation)
        for name, data in {
            "root.pem": root.public_bytes(serialization.Encoding.PEM),
            "tsa.pem": leaf.public_bytes(serialization.Encoding.PEM),
            "tsa.key": key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
            "serial": b"01\n",
            "tsa.cnf": CONFIG.format(d=directory).encode(),
        }.items():
            (directory / name).write_bytes(data)

    @staticmethod
    def _certificate(
        name: str,
        key: rsa.RSAPrivateKey,
        issuer: str,
        issuer_key: rsa.RSAPrivateKey,
        ends: datetime | None,
        organisation: str,
    ) -> x509.Certificate:
        def called(common: str) -> x509.Name:
            parts = ((NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, common))
            return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])

        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(called(name))
            .issuer_name(called(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(ends or now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=ends is None, path_length=None), critical=True)
        )
        if ends is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return builder.sign(issuer_key, hashes.SHA256())

    def stamp(self, data: bytes, digest: str = "sha256") -> bytes:
        """A full TimeStampResp."""
        (self.directory / "data").write_bytes(data)
        query = ["openssl", "ts", "-query", "-data", "data", f"-{digest}", "-cert", "-out", "q.tsq"]
        reply = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", "q.tsq"]
        for command in (query, [*reply, "-out", "r.tsr"]):
            subprocess.run(command, cwd=self.directory, check=True, capture_output=True)
        return (self.directory / "r.tsr").read_bytes()

    @property
    def root(self) -> bytes:
        """Its root certificate."""
        return (self.directory / "root.pem").read_bytes()


def _bag(root: Path, authority: Authority, *, digest: str = "sha256", chain: bytes | None = None) -> Path:
    files = bag_files({"log/x.jsonl": b'{"prev":"' + b"0" * 64 + b'"}\n'})
    stamps = {
        "timestamps/old.tsr": authority.stamp(files["tagmanifest-sha256.txt"], digest),
        "timestamps/old.chain.pem": authority.root if chain is None else chain,
    }
    for name, data in {**files, **stamps, "timestamps/sha256sum.txt": sums(stamps)}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def test_a_stamp_outlives_its_certificate(tmp_path: Path) -> None:
    """openssl refuses after the end; as of the day of the stamp it still verifies, and the verdict says so."""
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)
    bag = _bag(tmp_path / "bag", Authority(tmp_path / "tsa", ends=ends))
    while datetime.now(UTC) <= ends + timedelta(seconds=1):
        time.sleep(0.2)  # a certificate ends by the clock alone; there is nothing to wait on

    verdict = verify(bag)

    assert (True, "E2") == (verdict.ok, verdict.level_proven)
    assert verdict.stamps[0].expired
    assert ends == verdict.stamps[0].until
    assert "as of its own day" in say(verdict)


def test_a_stamp_made_after_its_certificate_ended_is_no_stamp(tmp_path: Path) -> None:
    """A stolen key of long ago can still sign."""
    ends = datetime.now(UTC) - timedelta(hours=1)

    verdict = verify(_bag(tmp_path / "bag", Authority(tmp_path / "tsa", ends=ends)))

    assert "E1" == verdict.level_proven
    assert not verdict.stamps[0].holds


def test_a_stamp_over_a_weak_hash_is_no_stamp(tmp_path: Path) -> None:
    """SHA-1 can be made to fit."""
    authority = Authority(tmp_path / "tsa", ends=datetime.now(UTC) + timedelta(days=2))

    verdict = verify(_bag(tmp_path / "bag", authority, digest="sha1"))

    assert "E1" == verdict.level_proven
    assert "sha1" in verdict.stamps[0].why


@pytest.mark.parametrize("chain", [b"", b"not a certificate", None])
def test_a_chain_that_leads_nowhere_proves_nothing(tmp_path: Path, chain: bytes | None) -> None:
    """An empty file, a file of words, the root of somebody else with the same name."""
    ends = datetime.now(UTC) + timedelta(days=2)
    other = Authority(tmp_path / "other", ends=ends).root if chain is None else chain

    verdict = verify(_bag(tmp_path / "bag", Authority(tmp_path / "tsa", ends=ends), chain=other))

    assert verdict.level_proven in {"E1", ""}
    assert not [stamp for stamp in verdict.stamps if stamp.holds]


def test_what_a_stamp_says_of_itself_is_read(tmp_path: Path) -> None:
    """Time, hash, policy, signer."""
    authority = Authority(tmp_path / "tsa", ends=datetime.now(UTC) + timedelta(days=2))
    path = tmp_path / "r.tsr"
    path.write_bytes(authority.stamp(b"x"))

    token = read_token(path)

    assert token is not None
    assert ("sha256", "1.3.6.1.4.1.99999.9") == (token.algorithm, token.policy)
    assert abs(datetime.now(UTC) - token.at) < timedelta(minutes=5)
    assert token.signer is not None
