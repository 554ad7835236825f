"""Guards on what rows may point at. String references escape the import contracts, so the models are walked."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Field, ForeignKey, ManyToManyField, Model, OneToOneField

from forum.kernel.personal import Fate, Personal
from tests.architecture.source import FLOORS

OURS = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOORS]
LINKS = [
    field
    for model in OURS
    for field in model._meta.get_fields()
    if isinstance(field, ForeignKey | OneToOneField | ManyToManyField)
]


def points_at_a_person(field: Field) -> bool:
    return field.related_model is not None and field.related_model._meta.label == settings.AUTH_USER_MODEL


@pytest.mark.parametrize("field", LINKS, ids=str)
def test_foreign_keys_only_go_down_the_floors(field):
    here, there = field.model._meta.app_label, field.related_model._meta.app_label
    if there in FLOORS:
        assert FLOORS.index(here) <= FLOORS.index(there)
    else:
        assert there in {"contenttypes"}, f"{field} points at a library's table"


@pytest.mark.parametrize("field", [field for field in LINKS if points_at_a_person(field)], ids=str)
def test_nobody_can_be_walked_to_from_a_person(field):
    assert field.remote_field.hidden, f'{field}: related_name="+"'


def models_about_people() -> list[type[Model]]:
    return sorted({field.model for field in LINKS if points_at_a_person(field)}, key=str)


@pytest.mark.parametrize("model", models_about_people(), ids=str)
def test_every_row_about_a_person_says_what_becomes_of_it(model):
    personal = getattr(model, "personal", None)
    assert isinstance(personal, Personal), f"{model} declares no `personal`"
    assert isinstance(personal.on_leaving, Fate)
    assert isinstance(personal.on_anonymising, Fate)
    assert personal.exported or personal.because, "say what is exported, or why nothing is"
    for name in personal.exported:
        model._meta.get_field(name)


@pytest.mark.parametrize("model", OURS, ids=str)
def test_every_constraint_has_a_name_that_can_be_read(model):
    for constraint in (*model._meta.constraints, *model._meta.indexes):
        assert not re.search(r"_[0-9a-f]{6,8}(_[a-z]+)?$", constraint.name), f"{constraint.name} was named by a machine"


@pytest.mark.parametrize("model", [model for model in OURS if not model._meta.auto_created], ids=str)
def test_no_save_has_side_effects(model):
    assert "save" not in vars(model), f"{model}.save: what happens belongs to a verb"
