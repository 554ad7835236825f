"""Towns: the ones that people look for are found as they type them, and the file can be read again."""

import pytest
from django.core.management import call_command

from forum.meetups.models import Place, PlaceName
from forum.meetups.pages.places import first_half_of_postcode, towns_named
from forum.meetups.text import folded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def towns(db):
    if Place.objects.count() < 5_900:  # a test with real transactions before this one emptied the table
        call_command("import_places")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sheffield", "Sheffield"),
        ("Caerdydd", "Cardiff (Caerdydd)"),
        ("abertawe", "Swansea (Abertawe)"),
        ("casnewydd", "Newport (Casnewydd), Gwent"),
        ("WRECSAM", "Wrexham (Wrecsam)"),
        ("y gelli", "Hay-on-Wye (Y Gelli)"),
        ("hay on wye", "Hay-on-Wye"),
        ("crianlarich", "Crianlarich"),
        ("aberdaron", "Aberdaron"),
        ("dun eideann", "Edinburgh (Dùn Èideann)"),
        ("saint albans", "St Albans"),
        ("St. Albans", "St Albans"),
        ("londonderry", "Derry (Londonderry)"),
        ("hull", "Kingston upon Hull"),
        ("abertillery", "Abertillery"),
        ("bishop’s stort", "Bishops Stortford"),
    ],
)
def test_a_town_is_found_however_it_is_typed(typed, found):
    assert str(towns_named(typed)[0]) == found


def test_towns_of_one_name_are_told_apart_and_the_larger_comes_first():
    said = [str(town) for town in towns_named("newport")]
    assert said[:3] == ["Newport, Gwent", "Newport, Isle of Wight", "Newport, Shropshire"]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("typed", ["", " ", "a", "%", "_", "zzzzzz", "x" * 10_000, "\x00", "\ud800", "🙂", "' OR 1=1"])
def test_what_is_no_name_finds_nothing_and_breaks_nothing(typed):
    assert towns_named(typed) == []


def test_looking_up_a_town_is_one_query(queries):
    with queries() as asked:
        assert len(towns_named("new")) == 10
    assert asked.count == 1


def test_reading_the_file_again_makes_nothing_twice_and_mends_what_was_changed():
    before = set(PlaceName.objects.values_list("place__source_id", "key"))
    Place.objects.filter(source_id="geonames-2638077").update(name="Sheffeild", latitude=0)
    PlaceName.objects.filter(key="sheffield").update(key="sheffeild")
    call_command("import_places")
    assert set(PlaceName.objects.values_list("place__source_id", "key")) == before
    assert Place.objects.get(source_id="geonames-2638077").name == "Sheffield"


def test_every_town_has_a_county_and_is_in_these_islands():
    assert Place.objects.count() > 5_900
    odd = Place.objects.exclude(latitude__range=(49.8, 60.9), longitude__range=(-8.7, 1.8))
    assert not list(odd.filter(source_id__startswith="geonames"))
    assert not list(Place.objects.filter(county="", source_id__startswith="geonames"))


@pytest.mark.parametrize(
    ("typed", "kept"), [("S10 2TN", "S10"), ("s102tn", "S10"), ("ec1a 1bb", "EC1A"), ("LS1", "LS1"), ("Leeds", "")]
)
def test_of_a_postcode_only_the_first_half_is_ever_said(typed, kept):
    assert first_half_of_postcode(typed) == kept


def test_folding_is_the_same_for_what_is_typed_and_what_is_kept():
    assert folded("Saint Mary’s-at-Hoo & Sea") == folded("st. marys at hoo and sea") == "st marys at hoo and sea"
