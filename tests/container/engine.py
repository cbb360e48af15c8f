"""An image engine without a daemon (buildah), and a stand-in for the base image where none can be fetched."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = "localhost/optout-base"
IMAGE = "localhost/optout"
_INCLUDE = "python3,python3-venv,python3-pip,netbase,tzdata,ca-certificates"
_TRUST = Path("/etc/ssl/certs/ca-certificates.crt")
"""Inside a build, programs meet the host's network, and so have to trust whom the host trusts."""


def lacking() -> str:
    """Why it cannot run here; empty when it can."""
    if os.geteuid() != 0:
        return "root is needed for debootstrap"
    missing = [name for name in ("buildah", "debootstrap") if shutil.which(name) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


@dataclass(frozen=True)
class Engine:
    """Buildah with a store of its own, whose storage driver never changes: that would break the store."""

    cache: Path

    def __call__(self, *arguments: str, seconds: float = 900, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One call of buildah; its output is shown only when it fails."""
        store = ("--root", str(self.cache / "store"), "--runroot", str(self.cache / "run"))
        environment = {**os.environ, "STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}
        ended = subprocess.run(
            ["buildah", *store, *arguments],
            env=environment, capture_output=True, text=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if check and ended.returncode != 0:
            raise AssertionError(f"buildah {arguments[0]} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
        return ended

    def base(self) -> None:
        """A look-alike of the Dockerfile's base image: Debian 12 with its Python where that image has its own."""
        if self("inspect", BASE, check=False).returncode == 0:
            return
        tree = self.cache / "debian"
        if not (tree / "usr/bin/python3").exists():
            shutil.rmtree(tree, ignore_errors=True)
            command = ["debootstrap", "--variant=minbase", f"--include={_INCLUDE}", "bookworm", str(tree)]
            subprocess.run(command, check=True, timeout=900, stdin=subprocess.DEVNULL, capture_output=True)
        for name in ("python3", "python"):
            link = tree / "usr/local/bin" / name
            link.unlink(missing_ok=True)
            link.symlink_to("/usr/bin/python3")
        if _TRUST.exists():
            shutil.copyfile(_TRUST, tree / _TRUST.relative_to("/"))
        container = self("from", "scratch").stdout.strip()
        self("add", container, str(tree), "/")
        self("config", "--env", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", container)
        self("config", "--env", f"PIP_CERT={_TRUST}", container)
        self("commit", "--rm", container, BASE)

    def build(self) -> dict[str, Any]:
        """Build the product's Dockerfile as it is, over the stand-in; gives the image's configuration."""
        self.base()
        options = ("--pull-never", "--format", "docker", "--build-arg", f"BASE={BASE}", "-t", IMAGE)
        self("bud", *options, "-f", str(ROOT / "Dockerfile"), str(ROOT), seconds=1800)
        config: dict[str, Any] = json.loads(self("inspect", "--type", "image", IMAGE).stdout)["Docker"]["config"]
        return config

    def run(
        self, config: dict[str, Any], data: Path, words: Sequence[str], *, seconds: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """What ``docker run -v DATA:/data IMAGE WORDS`` does."""
        container = self("from", "--pull-never", IMAGE).stdout.strip()
        try:
            # An image's own volume would lie over ours here: buildah mounts it last, an engine does not.
            self("config", "--volume", "/data-", container)
            command = [*config["Entrypoint"], *words]
            return self("run", "--volume", f"{data}:/data", container, "--", *command, seconds=seconds, check=False)
        finally:
            self("rm", container)
