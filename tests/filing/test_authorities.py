"""Authorities: the person's own, its languages, its periods, its limits, and how old what is known of it is."""

from datetime import date, timedelta

import pytest

from bot.dossier import controllers
from bot.dossier.filing.authorities import OLD, every, language_for, lead, of_person
from bot.writing import languages

META = "Meta Platforms Ireland Limited"


@pytest.mark.parametrize(
    ("country", "expected", "how"),
    [
        ("FR", "fr-cnil", "own"),
        ("at", "at-dsb", "own"),
        ("IE", "ie-dpc", "own"),
        ("DE", "de-hh", "usual"),
        ("GB", "gb-ico", "own"),
        ("CH", "ie-dpc", "lead"),
        ("US", "ie-dpc", "lead"),
    ],
)
def test_a_complaint_goes_to_the_persons_own_authority(country: str, expected: str, how: str) -> None:
    """Art. 77: where the person lives; where no such authority is known, the one that leads."""
    found, by = of_person(country, META)

    assert (expected, how) == (found.id, by)


def test_every_country_of_the_table_has_one_that_is_competent() -> None:
    """No person is sent to an authority for public bodies, or to one that knows no Art. 77."""
    found = [of_person(one.country, META)[0] for one in every().values()]

    assert all(one.competent and one.art77 for one in found)
    assert 49 == len(every())


def test_where_nobody_leads_and_nobody_is_known_nobody_is_invented() -> None:
    """An unknown controller in an unknown country has no authority."""
    with pytest.raises(LookupError):
        of_person("US", "Somebody Else Limited")


@pytest.mark.parametrize("name", sorted({one.name for one in controllers().values()}))
def test_the_lead_of_every_controller_is_known(name: str) -> None:
    """Both controllers sit in Ireland."""
    leading = lead(name)

    assert leading is not None and "ie-dpc" == leading.id


@pytest.mark.parametrize(
    ("authority", "person", "expected"),
    [
        ("fr-cnil", "fr", ("fr", True)),
        ("fr-cnil", "de", ("fr", True)),
        ("be-apd-gba", "nl-BE", ("nl", True)),
        ("be-apd-gba", "de", ("de", True)),
        ("be-apd-gba", "en", ("fr", True)),
        ("ie-dpc", "pl", ("en", True)),
        ("se-imy", "sv", ("en", False)),
    ],
)
def test_a_complaint_is_in_a_language_of_the_authority(authority: str, person: str, expected: tuple[str, bool]) -> None:
    """The person's where it is taken; else the authority's; else English, and that is told."""
    assert expected == language_for(every()[authority], person, languages())


def test_periods_of_national_law() -> None:
    """Austria: a year from knowledge, three from the event. The last day of a short month. The ICO: three months."""
    day = date(2026, 8, 31)

    assert (("knowledge", date(2027, 8, 31)), ("event", date(2029, 8, 31))) == every()["at-dsb"].clocks(day, day, day)
    assert (("knowledge", date(2027, 2, 28)), ("event", date(2028, 8, 31))) == every()["bg-cpdp"].clocks(day, day, day)
    assert (("contact", date(2026, 11, 30)),) == every()["gb-ico"].clocks(day, day, day)
    assert () == every()["fr-cnil"].clocks(day, day, day)


def test_limits_of_attachments() -> None:
    """Known for two; for the others less than the smallest known."""
    ico, bavaria, cnil = (every()[name].limits for name in ("gb-ico", "de-by-lda", "fr-cnil"))

    assert ("files", "each", "") == (
        ico.fault([1] * 5),
        ico.fault([3_000_001]),
        ico.fault([3_000_000] * 4),
    )
    assert ("total", "") == (bavaria.fault([1_000_000, 500_001]), bavaria.fault([1_000_000, 500_000]))
    assert ico.known and bavaria.known and not cnil.known
    assert "total" == cnil.fault([1_400_001])


def test_an_old_record_is_told() -> None:
    """A year after it was looked at, somebody has to look again."""
    authority = every()["fr-cnil"]

    assert not authority.is_old(authority.as_of + OLD)
    assert authority.is_old(authority.as_of + OLD + timedelta(days=1))


@pytest.mark.parametrize("name", sorted(every()))
def test_a_record_names_its_sources_and_can_be_reached(name: str) -> None:
    """No address without a source; a page, a postal address, a language."""
    one = every()[name]

    assert one.facts["sources"]
    assert one.page.startswith(("https://", "http://"))
    assert len(one.address) >= 2 and one.languages
