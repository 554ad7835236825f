"""Pages that compose rooms, pages that anybody may read, and answers for machines."""

from django.urls import path

from forum.home.views import demo, feed, front, group, machines, opened, person

app_name = "home"

urlpatterns = [
    path("", front.front, name="catch_up"),
    path("groups/<slug:slug>/", group.front, name="group"),
    path("groups/<slug:slug>/feed/", feed.atom, name="feed"),
    path("people/<number:pk>/", person.page, name="person"),
    path("people/<number:pk>/report/", person.report, name="report_person"),
    path("help/now/", opened.help_now, name="help_now"),
    path("about/guidelines/", opened.about, {"page": "guidelines"}, name="guidelines"),
    path("about/terms/", opened.about, {"page": "terms"}, name="terms"),
    path("about/privacy/", opened.about, {"page": "privacy"}, name="privacy"),
    path("about/accessibility/", opened.about, {"page": "accessibility"}, name="accessibility"),
    path("demo/mail/", demo.mails, name="demo_mails"),
    path("demo/mail/<slug:name>/", demo.mail, name="demo_mail"),
    path("demo/mail/<slug:name>/html/", demo.mail_html, name="demo_mail_html"),
    path("health/live", machines.live, name="live"),
    path("health/ready", machines.ready, name="ready"),
    path("robots.txt", machines.robots, name="robots"),
    path("site.webmanifest", machines.manifest, name="manifest"),
    path("worker.js", machines.worker, name="worker"),
]
