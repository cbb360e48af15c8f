"""What the set-up needs to know of the machine it is on."""

import os
import platform
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Machine:
    """What the search needs to know of the machine."""

    environment: Mapping[str, str]
    system: str
    """As ``platform.system()`` says: Linux, Darwin, Windows."""
    root: bool
    home: Path
    os_release: Path = Path("/etc/os-release")
    applications: tuple[Path, ...] = ()
    """Where a Mac keeps its applications."""
    playwright: tuple[str, ...] = (sys.executable, "-m", "playwright")

    @classmethod
    def this(cls, *, browser: Path | None = None) -> "Machine":
        """The machine we are on; ``browser`` is the one that the settings name, as ``OPTOUT_BROWSER`` would."""
        home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is none, as in a container
        return cls(
            environment={**os.environ, "OPTOUT_BROWSER": str(browser)} if browser else os.environ,
            system=platform.system(),
            root=os.geteuid() == 0,
            home=home,
            applications=(Path("/Applications"), home / "Applications"),
        )

    @property
    def distribution(self) -> frozenset[str]:
        """The words ID and ID_LIKE of os-release(5)."""
        try:
            text = self.os_release.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return frozenset()
        found = re.findall(r"^(?:ID|ID_LIKE)=[\"']?([^\"'\n]*)", text, re.MULTILINE)
        return frozenset(word for value in found for word in value.lower().split())

    @property
    def sandboxed(self) -> bool:
        """Whether Chromium's own sandbox is tried: always, but as root it cannot start, and ``OPTOUT_SANDBOX=off``."""
        return not self.root and self._sandbox not in {"off", "no", "0", "false"}

    @property
    def sandbox_insisted(self) -> bool:
        """``OPTOUT_SANDBOX=on``: rather no walk than one without it, where the system forbids what it is made of."""
        return self._sandbox in {"on", "yes", "1", "true"}

    @property
    def _sandbox(self) -> str:
        return self.environment.get("OPTOUT_SANDBOX", "").strip().lower()

    @property
    def patience(self) -> float:
        """Seconds for an installer that does not move: ``OPTOUT_SETUP_TIMEOUT``, else a minute."""
        try:
            return max(0.1, float(self.environment.get("OPTOUT_SETUP_TIMEOUT", "")))
        except ValueError:
            return _PATIENCE

    @property
    def debian(self) -> bool:
        """Whether Debian's own packages can be expected; Ubuntu's browser is a snap under the same name."""
        return "debian" in self.distribution and "ubuntu" not in self.distribution

    @property
    def advice(self) -> str:
        """What a person should install to have a Chromium here, in half a sentence."""
        known = self.distribution
        if self.system == "Darwin":
            how = "install Google Chrome or Chromium"
        elif "ubuntu" in known:
            how = "install Google Chrome or Edge from their .deb (Ubuntu's own chromium is a snap, which may not start)"
        elif "debian" in known:
            how = "run `apt-get install chromium-headless-shell` as root"
        elif known & {"fedora", "rhel", "centos"}:
            how = "run `dnf install chromium-headless` as root"
        elif "alpine" in known:
            how = "run `apk add chromium` as root"
        else:
            how = "install Chromium, Chrome or Edge with your system's package manager"
        return f"{how}, or set OPTOUT_BROWSER to the path of one"
