"""What a second program says of a time stamp: a note beside it, never a verdict.

`openssl ts` is the reference. rfc3161-client reads DER so strictly that it refuses answers that OpenSSL gives
(facts/evidence.md §8.4, facts/libraries.md: two certificates in another order than the standard's): its no is
told and changes nothing.
"""

from collections.abc import Sequence

from cryptography.x509 import Certificate

_LONGEST = 200


def second_opinion(data: bytes, response: bytes, chain: Sequence[Certificate]) -> str:
    """One sentence. ``chain`` leads from the signer to its root."""
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response  # noqa: PLC0415

    try:
        decoded = decode_timestamp_response(response)
    except ValueError as why:
        return f"rfc3161-client cannot read this stamp: {_plain(why)}"
    signer, *issuers = chain
    verifier = VerifierBuilder(
        tsa_certificate=signer, intermediates=list(issuers[:-1]), roots=[issuers[-1] if issuers else signer]
    ).build()
    try:
        agrees = verifier.verify_message(decoded, data)
    except (VerificationError, ValueError) as why:
        return f"rfc3161-client does not verify this stamp: {_plain(why)}"
    return "rfc3161-client verifies this stamp, too." if agrees else "rfc3161-client does not verify this stamp."


def _plain(why: Exception) -> str:
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in str(why)).split())
    return text[:_LONGEST] or type(why).__name__
