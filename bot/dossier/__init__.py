"""The dossier: what a regulator accepts and a stranger can check.

``seal`` makes one (a BagIt 1.0 bag in a ZIP, time-stamped), ``verify`` judges any, ``say`` and ``verify_json`` tell the
judgement. Design: ``facts/evidence.md`` §4 to §7.
"""

from bot.dossier.bag import ChangedMeanwhile
from bot.dossier.case import Case, Controller, Withheld, controllers
from bot.dossier.redact import LeakFound
from bot.dossier.renewing import CannotRenew, Renewed, renew
from bot.dossier.sealing import Sealed, seal
from bot.dossier.share.copying import CannotShare, Shared, share
from bot.dossier.stamping import Authority, Stamp, StampFailed, stamp
from bot.dossier.taking import CannotSeal
from bot.dossier.verdict import StampVerdict, Verdict, say, verify_json
from bot.dossier.verifying import verify

__all__ = [
    "Authority",
    "CannotRenew",
    "CannotSeal",
    "CannotShare",
    "Case",
    "ChangedMeanwhile",
    "Controller",
    "LeakFound",
    "Renewed",
    "Sealed",
    "Shared",
    "Stamp",
    "StampFailed",
    "StampVerdict",
    "Verdict",
    "Withheld",
    "controllers",
    "renew",
    "say",
    "seal",
    "share",
    "stamp",
    "verify",
    "verify_json",
]
