"""Joining, logging in and leaving in a real Chromium, with scripts and without."""

import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Person
from tests.factories import PASSWORD, a_group, a_person, joins

WIDTHS = [360, 1280]


def the_code():
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_somebody_joins_one_question_at_a_time(page_as, scripts, width, fits, axe_clean):
    page = page_as(None, width=width, scripts=scripts)

    def looked_at():
        page.wait_for_load_state()
        if scripts:
            fits(page)
            axe_clean(page)

    page.goto("/accounts/signup/")
    looked_at()
    page.get_by_label("Your e-mail address?").fill("not an address")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("Please type the whole address")
    looked_at()
    page.get_by_label("Your e-mail address?").fill("wren@people.example")
    press(page, "Continue")
    page.get_by_label("What would you like to be called here?").fill("Anna Smith")
    press(page, "Continue")
    expect(page.locator("main")).to_contain_text("first name and a surname")
    looked_at()
    page.get_by_label("What would you like to be called here?").fill("Blue Tit")
    press(page, "Continue")
    looked_at()
    page.get_by_label("Yes, I am 18 or over").check()
    press(page, "Continue")
    looked_at()
    page.get_by_label("Yes, I agree").check()
    press(page, "Continue")
    looked_at()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_label("Yes, I agree")).to_be_checked()
    press(page, "Continue")
    page.get_by_label("I am living with secondary cancer").check()
    press(page, "Continue")
    looked_at()
    page.get_by_label("I agree to the terms and the guidelines").check()
    press(page, "Continue")
    looked_at()
    page.get_by_label("Send me a code by e-mail each time").check()
    press(page, "Make my account")
    looked_at()
    page.get_by_label("The code from the mail").fill("000000")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("not the right code")
    page.get_by_label("The code from the mail").fill(the_code())
    press(page, "Continue")
    expect(page.locator("main")).to_contain_text("Hello, Blue Tit.")
    assert Person.objects.get(email="wren@people.example").last_login


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_logs_in_by_password_and_by_code(page_as, scripts):
    a_person("Marigold", email="ann@people.example")
    page = page_as(None, scripts=scripts)
    page.goto("/accounts/login/")
    page.get_by_label("Your e-mail address").fill("ann@people.example")
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Log in")
    expect(page.locator("main")).to_contain_text("Hello, Marigold.")
    page.goto("/me/")
    press(page, "Log out")
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Send me a code by e-mail").click()
    page.get_by_label("Your e-mail address").fill("ann@people.example")
    press(page, "Send me a code")
    page.get_by_label("The code from the mail").fill(the_code())
    press(page, "Continue")
    expect(page.locator("main")).to_contain_text("Hello, Marigold.")


def test_a_passkey_is_made_and_logs_in_alone(page_as, axe_clean, fits):
    ann = a_person("Marigold", email="ann@people.example")
    page = page_as(ann)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                     "isUserVerified": True, "automaticPresenceSimulation": True}},
    )  # fmt: skip
    page.goto("/accounts/2fa/")
    axe_clean(page)
    page.get_by_role("link", name="Add a passkey").click()
    axe_clean(page)
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Continue")
    axe_clean(page)
    page.get_by_label("A name for this passkey").fill("My telephone")
    page.get_by_label("Log in with it alone").check()
    press(page, "Make the passkey")
    page.wait_for_url("**/2fa/recovery-codes/")
    axe_clean(page)
    page.goto("/accounts/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("My telephone")
    expect(page.locator("main")).to_contain_text("logs you in alone")
    axe_clean(page)
    fits(page)
    page.goto("/me/")
    press(page, "Log out")
    page.goto("/accounts/login/")
    axe_clean(page)
    press(page, "Use a passkey")
    expect(page.locator("main")).to_contain_text("Hello, Marigold.")
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename My telephone").click()
    axe_clean(page)
    page.get_by_role("link", name="With a passkey").click()
    axe_clean(page)
    press(page, "Use a passkey")
    page.get_by_label("A name for this passkey").fill("The old one")
    press(page, "Save")
    expect(page.locator("main")).to_contain_text("The old one")
    page.get_by_role("link", name="Remove The old one").click()
    axe_clean(page)
    press(page, "Remove it")
    expect(page.locator("main")).to_contain_text("You have none yet")


def test_a_passkey_that_is_refused_is_said_in_words(page_as):
    page = page_as(None)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                     "isUserVerified": True, "automaticPresenceSimulation": True}},
    )  # fmt: skip
    page.goto("/accounts/login/")
    press(page, "Use a passkey")
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used", timeout=60_000)


def test_without_scripts_no_button_promises_a_passkey(page_as):
    page = page_as(None, scripts=False)
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)


def test_staff_set_up_an_app_before_anything_else(page_as, settings, axe_clean):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    person = a_person("Marigold", email="ann@people.example", is_staff=True)
    page = page_as(person, width=360)
    settings.SECOND_FACTOR_REQUIRED = True
    page.goto("/groups/")
    expect(page.locator("main")).to_contain_text("Before you go on")
    axe_clean(page)
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Continue")
    axe_clean(page)
    assert page.locator("main img").evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator("main code").inner_text()
    with time_machine.travel(timezone.now(), tick=False):  # the half minute of a code does not end while it is typed
        code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
        page.get_by_label("The code that the app shows").fill(code)
        press(page, "Continue")
        page.wait_for_url("**/2fa/recovery-codes/")
    page.goto("/groups/")
    assert page.url.endswith("/groups/")


@pytest.mark.parametrize("scripts", [True, False])
def test_words_written_in_an_ended_session_come_back(page_as, scripts, axe_clean):
    ann = a_person("Marigold", email="ann@people.example")
    group = a_group(slug="kettles")
    joins(ann, group)
    page = page_as(ann, scripts=scripts)
    page.goto("/groups/kettles/new/")
    page.locator("input[name=title]").fill("Thursday")
    page.locator("textarea[name=body]").fill("I cleaned the oven. Twice.")
    token = [each for each in page.context.cookies() if each["name"] == "sessionid"]
    page.context.clear_cookies(name="sessionid")
    page.locator("form:has(textarea[name=body]) button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("your words are here")
    expect(page.locator("textarea").last).to_have_value("I cleaned the oven. Twice.")
    if scripts:
        axe_clean(page)
    page.locator("main").get_by_role("link", name="Log in", exact=True).click()
    page.get_by_label("Your e-mail address").fill("ann@people.example")
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Log in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Start a thread")
    expect(page.locator("main")).to_contain_text("Your words are here as you left them")
    expect(page.locator("input[name=title]")).to_have_value("Thursday")
    if scripts:
        axe_clean(page)
    press(page, "Start the thread")
    expect(page.locator("main")).to_contain_text("I cleaned the oven. Twice.")
    assert token
    assert "/threads/" in page.url


OWN_PAGES = ("/me/", "/me/name/", "/me/situation/", "/me/reading/", "/me/consents/", "/me/consents/health/withdraw/", "/me/apart/", "/me/export/",
             "/me/leave/", "/me/words/", "/me/proof/", "/accounts/sessions/", "/accounts/email/", "/accounts/password/change/",
             "/accounts/2fa/", "/accounts/logout/", "/accounts/reauthenticate/")  # fmt: skip
OPEN_PAGES = ("/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/inactive/", "/me/left/",
              "/accounts/signup/")  # fmt: skip


@pytest.mark.sqlite  # what pages look like is the same on either database
def test_every_page_of_an_account_can_be_read_by_everybody(page_as, good_on_every_screen):
    ann = a_person("Marigold")
    ben = a_person("Teasel")
    group = a_group()
    joins(ann, group)
    joins(ben, group)
    for person, paths in ((ann, OWN_PAGES), (None, OPEN_PAGES)):
        page = page_as(person)
        for path in paths:
            page.goto(path)
            good_on_every_screen(page)


def test_somebody_leaves_with_a_last_word(page_as):
    ann = a_person("Marigold", email="ann@people.example")
    page = page_as(ann, scripts=False)
    page.goto("/me/leave/")
    page.get_by_label("Keep it, without my name").check()
    page.get_by_label("I know that this is for good").check()
    press(page, "Leave for good")
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Goodbye")
    ann.refresh_from_db()
    assert ann.left_at
    assert Client().get("/me/").status_code == 302
