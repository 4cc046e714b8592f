"""The console's addresses. A screen adds its own list here; nothing is found by its name in a string."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from orderveil.console.accounts import factors, joining, oidc_sign_in, settings_pages
from orderveil.console.screens import (
    alerts,
    bulk,
    changes,
    contracts,
    errors,
    exposure,
    health,
    identities,
    integrations,
    ledger,
    me,
    newkeys,
    order,
    order_cases,
    orders,
    people,
    relay,
    relayhop,
    reviews,
    stations,
    who,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", relay.relay, name="relay"),
    *relayhop.urls,
    path("exposure/", exposure.exposure),
    path("exposure/board/", exposure.board),
    path("exposure/<str:name>/", exposure.hop),
    path("healthz", health.healthz),
    *oidc_sign_in.urls,
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", factors.RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path("accounts/2fa/reauthenticate/", factors.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("orders/", orders.orders, name="orders"),
    path("orders/find/", orders.find, name="orders_find"),
    path("orders/filters/", orders.keep_filter, name="orders_filters"),
    path("orders/<slug:order>/", order.order, name="order"),
    path("orders/<slug:order>/cases/close/", order.close_case, name="order_close_case"),
    path("orders/<slug:order>/hops/", order.hops, name="order_hops"),
    path("orders/<slug:order>/reveal/", order.reveal, name="order_reveal"),
    path("join/<str:token>/", joining.join, name="join"),
    *alerts.urls,
    *bulk.urls,
    *changes.urls,
    *contracts.urls,
    *ledger.urls,
    *who.urls,
    *me.urls,
    *order_cases.urls,
    *stations.urls,
    *people.urls,
    *identities.urls,
    *reviews.urls,
    *newkeys.urls,
    *integrations.urls,
    path("language/", settings_pages.choose_language, name="language"),
]
handler400 = errors.bad
handler403 = errors.refused
handler404 = errors.missing
handler500 = errors.failed
