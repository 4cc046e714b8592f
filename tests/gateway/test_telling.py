"""Search, shipment events and shadow over HTTP."""

from __future__ import annotations

import httpx
import pytest

from tests.gateway.wire import bearing

EVENT = {"order": "R1", "state": "delivered", "at": "2026-11-20T10:00:00+05:30"}


def test_search_goes_by_post_alone(client: httpx.Client) -> None:
    answer = client.get("/v1/search?phone=%2B919999900001", headers=bearing("support"))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_search_answers_views(client: httpx.Client) -> None:
    body = {"criteria": {"phone": "+919999900001"}}
    answer = client.post("/v1/search", json=body, headers=bearing("support"))

    assert [view["hop"] for view in answer.json()["views"]] == ["support"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "criteria"), ({"criteria": {}}, "criteria"), ({"criteria": {"colour": "red"}}, "criteria.colour"),
        ({"criteria": {"phone": 7}}, "criteria.phone"), ({"criteria": {"phone": "x"}, "limit": 51}, "criteria.phone"),
        ([], None), ({"criteria": {"phone": "12"}, "limit": 51}, "limit"),
    ],
)  # fmt: skip
def test_a_question_that_is_none_is_refused_by_its_place(client: httpx.Client, body: object, place: str | None) -> None:
    answer = client.post("/v1/search", json=body, headers=bearing("support"))

    assert (answer.status_code, answer.json()["place"]) == (400, place)


def test_a_refused_value_is_never_repeated(client: httpx.Client) -> None:
    marker = "MARKERasha@mail.example"
    bodies = [
        {"criteria": {"phone": {"deep": marker}}}, {"criteria": {marker: "x"}}, {"criteria": {"email": "x"}, marker: 1},
        {"criteria": marker}, marker,
    ]  # fmt: skip
    answers = [client.post("/v1/search", json=body, headers=bearing("support")) for body in bodies]
    events = {"events": [{**EVENT, "state": marker}]}
    event = client.post("/v1/shipments/events", json=events, headers=bearing("courier"))
    sent = client.post("/v1/shadow", json={"sent": [marker]}, headers=bearing("courier"))

    for answer in (*answers, event, sent):
        assert answer.status_code == 400
        assert "MARKER" not in answer.text


def test_each_event_is_answered_for_itself(client: httpx.Client) -> None:
    events = [EVENT, {**EVENT, "order": "X"}, {**EVENT, "state": "lost", "fields": {"awb": "AWB1"}}]
    answer = client.post("/v1/shipments/events", json={"events": events}, headers=bearing("courier"))

    results = answer.json()["results"]
    assert [result["status"] for result in results] == ["recorded", "refused", "recorded"]
    assert results[1]["reason"] == "access:not-found"
    assert results[2]["state"] == "lost"


def test_events_without_a_vault_are_to_be_sent_again(client: httpx.Client) -> None:
    answer = client.post("/v1/shipments/events", json={"events": [EVENT]}, headers=bearing("other"))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_an_event_without_a_time_zone_is_refused(client: httpx.Client) -> None:
    body = {"events": [{**EVENT, "at": "2026-11-20T10:00:00"}]}

    assert client.post("/v1/shipments/events", json=body, headers=bearing("courier")).status_code == 400


def test_shadow_takes_names_of_the_vocabulary_alone(client: httpx.Client) -> None:
    good = client.post("/v1/shadow", json={"sent": ["buyer_phone", "awb"]}, headers=bearing("courier"))
    bad = client.post("/v1/shadow", json={"sent": ["buyer_phone", "favourite"]}, headers=bearing("courier"))

    assert (good.json(), bad.status_code, bad.json()["place"]) == ({"recorded": 2}, 400, "sent[1]")


def test_a_key_does_only_what_its_scopes_say(client: httpx.Client) -> None:
    asked = [
        ("/v1/search", {"criteria": {"phone": "+919999900001"}}), ("/v1/shipments/events", {"events": [EVENT]}),
        ("/v1/shadow", {"sent": ["awb"]}), ("/v1/hops/ims/lines", {"lines": [{}]}), ("/v1/hops/courier/views", {}),
    ]  # fmt: skip
    answers = [client.post(path, json=body, headers=bearing("narrow")) for path, body in asked]

    assert [answer.status_code for answer in answers] == [403] * len(asked)
    assert client.get("/v1/hops/courier/orders/R1", headers=bearing("narrow")).status_code == 200


def test_a_body_must_say_that_it_is_json(client: httpx.Client) -> None:
    answer = client.post("/v1/search", content=b"{}", headers={**bearing("support"), "Content-Type": "text/plain"})

    assert answer.status_code == 415
