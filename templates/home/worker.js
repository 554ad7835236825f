{% autoescape off %}// Keeps the numbers to ring for when there is no internet. Threads, and all else that people wrote, are never kept:
// this machine may be shared.
"use strict";

const PAGE = "{{ page }}";
const FILES = [{% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const KEPT = "help " + FILES.join(" ");

// Asked for without cookies, so that what is kept is nobody's.
const asNobody = (address) => new Request(address, { credentials: "omit", cache: "reload" });

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(KEPT)
      .then((kept) => kept.addAll([PAGE, ...FILES].map(asNobody)))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname === PAGE) {
    event.respondWith(fetch(asNobody(PAGE)).catch(() => caches.match(PAGE)));
  } else if (FILES.includes(address.pathname)) {
    event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
  }
});
{% endautoescape %}
