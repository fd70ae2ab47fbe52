"""The console's door: who gets in, from where, for how long; and what a stranger's page or cookie gets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot import identity
from bot.app import App, Links
from bot.console import door
from bot.console.door import Door
from bot.hand import OPERATOR, Hand
from bot.metrics import Metrics
from bot.outbox import Times
from bot.settings import Settings
from bot.web.private import application
from bot.writer import Writer
from storage import Store, audit, staff
from storage.sessions import IDLE, LONGEST

HERE = "http://127.0.0.1:8081"
BROWSER = {"user-agent": "Firefox"}
FORM = {"origin": HERE, **BROWSER}
NEAR = ("127.0.0.1", 50_000)


@dataclass
class House:
    """The private address of an office, with one page and one socket behind the door."""

    store: Store
    now: datetime = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    ticks: float = 0.0
    url: str | None = None

    def __post_init__(self) -> None:
        settings = Settings.model_validate({"console": {"url": self.url}})
        times = Times(lambda: self.now, lambda: self.ticks, lambda: 0.0)
        self.app = App(settings, self.store, Writer(), times, lambda: "ID", Links())
        inside = Starlette(
            routes=[
                *door.routes(self.app),
                Route("/", _page),
                WebSocketRoute("/_nicegui_ws/socket.io/", _socket),
            ]
        )
        self.site = application(self.app, Metrics(self.app), (), Door(inside, self.app))

    def invite(self, name: str = "Dewi", role: str = "staff") -> str:
        with self.store.writing() as connection:
            hand = Hand(connection, self.store.secrets, self.app.office, self.now, OPERATOR)
            return identity.invite(hand, name, role).token

    def browser(
        self, base: str = HERE, headers: dict[str, str] | None = None, client: tuple[str, int] = NEAR
    ) -> TestClient:
        return TestClient(
            self.site, base_url=base, headers=BROWSER | (headers or {}), client=client, follow_redirects=False
        )

    def signed_in(self) -> TestClient:
        browser = self.browser()
        assert sign_in(browser, self.invite()).status_code == 303
        return browser

    def trail(self) -> list[str]:
        with self.store.reading() as connection:
            return [one.what for one in reversed(audit.page(connection))]


async def _page(request: Request) -> Response:
    return HTMLResponse(f"<p>{request.scope['office_session'].who.name}")


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    with suppress(WebSocketDisconnect):
        while True:
            await socket.send_text(await socket.receive_text())


def sign_in(browser: TestClient, token: str, **headers: str) -> Any:
    return browser.post(door.SIGN_IN, data={"token": token}, headers={"origin": HERE} | headers)


@contextmanager
def socket(browser: TestClient, **headers: str) -> Iterator[Any]:
    address = "ws://127.0.0.1:8081/_nicegui_ws/socket.io/"
    with browser.websocket_connect(address, headers={"origin": HERE} | headers) as open_one:
        yield open_one


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def is_in(browser: TestClient) -> bool:
    return bool(browser.get("/", headers={"accept": "text/html"}).status_code == 200)


def test_a_link_signs_in_by_a_button_once(house: House) -> None:
    token = house.invite()
    browser = house.browser()

    looked = [browser.get(door.SIGN_IN).status_code for _ in range(3)]  # a preview looks, and presses nothing
    first, again = sign_in(browser, token), sign_in(house.browser(), token)

    assert looked == [200, 200, 200]
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert again.status_code == 403
    assert "sudah dipakai" in again.text
    assert browser.get("/").text == "<p>Dewi"
    assert house.trail() == ["staff.invited", "signed_in"]


def test_the_cookie_is_for_this_site_and_no_script(house: House) -> None:
    cookie = sign_in(house.browser(), house.invite()).headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


@pytest.mark.parametrize("token", ["", "x", "T" * 43, "T" * 5000, "é"])
def test_no_token_of_ours_lets_nobody_in(house: House, token: str) -> None:
    browser = house.browser()

    assert sign_in(browser, token).status_code == 403
    assert not is_in(browser)


def test_an_expired_link_says_what_to_do(house: House) -> None:
    token = house.invite()
    house.now += timedelta(minutes=10)

    refused = sign_in(house.browser(), token)

    assert refused.status_code == 403
    assert "Mintalah yang baru" in refused.text


def test_without_a_session_a_page_leads_to_the_door_and_all_else_is_refused(house: House) -> None:
    browser = house.browser()

    page = browser.get("/", headers={"accept": "text/html"})
    answers = [browser.get("/jejak/unduh.csv"), browser.post("/", headers={"origin": HERE})]

    assert (page.status_code, page.headers["location"]) == (303, "/masuk")
    assert [one.status_code for one in answers] == [401, 401]
    with pytest.raises(WebSocketDisconnect), socket(browser):
        pass


def test_figures_need_no_session(house: House) -> None:
    assert house.browser().get("/metrics").status_code == 200
    assert "database" in house.browser().get("/readyz").text


def test_a_cookie_from_another_browser_is_refused(house: House) -> None:
    cookie = house.signed_in().cookies["konsol"]
    thief = house.browser(headers={"user-agent": "Chromium"})
    thief.cookies.set("konsol", cookie)

    assert not is_in(thief)


def test_signing_out_ends_the_cookie_itself(house: House) -> None:
    browser = house.signed_in()
    cookie = browser.cookies["konsol"]

    out = browser.post(door.SIGN_OUT, headers={"origin": HERE})
    browser.cookies.set("konsol", cookie)

    assert (out.status_code, out.headers["location"]) == (303, "/masuk")
    assert not is_in(browser)
    assert house.trail()[-1] == "signed_out"


def test_nothing_done_for_half_an_hour_ends_it_and_half_a_day_in_any_case(house: House) -> None:
    idle, busy = house.signed_in(), house.signed_in()
    house.now += IDLE
    assert not is_in(idle)

    busy = house.signed_in()
    begun = house.now
    while house.now < begun + LONGEST - timedelta(minutes=20):
        house.now += timedelta(minutes=20)
        assert is_in(busy)
    house.now += timedelta(minutes=20)
    assert not is_in(busy)


def test_that_a_page_asks_by_itself_whether_it_is_still_in_keeps_nobody_in(house: House) -> None:
    browser = house.signed_in()
    for _ in range(6):
        house.now += timedelta(minutes=5)
        browser.get(door.STILL_IN)

    assert not is_in(browser)


def test_who_leaves_the_office_is_out_at_once(house: House) -> None:
    browser = house.signed_in()
    with house.store.writing() as connection:
        (dewi,) = staff.everyone(connection)
        staff.end(connection, dewi.id, house.now)

    assert not is_in(browser)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:8080", "null", "https://127.0.0.1:8081"]
)
def test_a_form_and_a_socket_of_another_origin_are_refused(house: House, origin: str) -> None:
    browser = house.signed_in()
    token = house.invite("Sari")

    assert sign_in(house.browser(), token, origin=origin).status_code == 403
    assert browser.post(door.SIGN_OUT, headers={"origin": origin}).status_code == 403
    with pytest.raises(WebSocketDisconnect), socket(browser, origin=origin):
        pass
    assert sign_in(house.browser(), token).status_code == 303
    assert is_in(browser)


def test_a_form_and_a_socket_that_do_not_say_where_they_come_from_are_refused(house: House) -> None:
    browser = house.signed_in()

    assert browser.post(door.SIGN_OUT).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect("ws://127.0.0.1:8081/_nicegui_ws/socket.io/"),
    ):
        pass


def test_a_name_that_only_points_here_is_refused(house: House) -> None:
    assert house.browser("http://evil.example:8081").get("/masuk").status_code == 403


@pytest.mark.parametrize("headers", [{"x-forwarded-for": "8.8.8.8"}, {"via": "1.1 proxy"}])
def test_what_comes_through_a_proxy_is_refused(house: House, headers: dict[str, str]) -> None:
    assert house.browser(headers=headers).get("/masuk").status_code == 403


def test_who_is_far_away_is_refused_with_any_cookie(house: House) -> None:
    far = house.browser(client=("8.8.8.8", 1))
    far.cookies.set("konsol", house.signed_in().cookies["konsol"])

    assert not is_in(far)
    with pytest.raises(WebSocketDisconnect), socket(far):
        pass


def test_behind_a_proxy_of_the_office_the_cookie_is_for_https_only(store: Store) -> None:
    house = House(store, url="https://konsol.kantor.example")
    browser = house.browser("https://konsol.kantor.example", {"x-forwarded-for": "10.0.0.7"})

    came = sign_in(browser, house.invite(), origin="https://konsol.kantor.example")
    plain = sign_in(browser, house.invite(), origin="http://konsol.kantor.example")

    assert came.status_code == 303
    assert came.headers["set-cookie"].startswith("__Host-konsol=")
    assert "Secure" in came.headers["set-cookie"]
    assert plain.status_code == 403


def test_a_socket_is_over_when_its_session_is(house: House) -> None:
    browser = house.signed_in()
    with socket(browser) as live:
        live.send_text('42["event",{"do":1}]')
        assert live.receive_text() == '42["event",{"do":1}]'
        browser.post(door.SIGN_OUT, headers={"origin": HERE})
        live.send_text('42["event",{"do":2}]')

        with pytest.raises(WebSocketDisconnect):
            live.receive_text()


def test_what_a_page_does_by_itself_is_believed_for_a_moment_and_keeps_nobody_in(house: House) -> None:
    with socket(house.signed_in()) as live:
        house.now += IDLE
        live.send_text("3")
        assert live.receive_text() == "3"
        house.ticks += door.LOOKED_AFTER
        live.send_text("3")

        with pytest.raises(WebSocketDisconnect):
            live.receive_text()


def test_a_click_keeps_them_in(house: House) -> None:
    browser = house.signed_in()
    with socket(browser) as live:
        house.now += timedelta(minutes=20)
        live.send_text('42["event",{"do":1}]')
        live.receive_text()
    house.now += timedelta(minutes=20)

    assert is_in(browser)


def test_nothing_behind_the_door_is_kept_by_a_browser(house: House) -> None:
    answer = house.signed_in().get("/")

    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "connect-src 'self' ws://127.0.0.1:8081" in policy


def test_the_language_is_the_browser_s_and_leads_back_here_only(house: House) -> None:
    browser = house.browser()

    answers = [
        browser.get(f"/masuk/bahasa/en?ke={back}")
        for back in ("/masuk", "//evil.example", "https://x", "/\\x")
    ]

    assert [one.headers["location"] for one in answers] == ["/masuk", "/", "/", "/"]
    assert "Sign in to" in browser.get("/masuk").text


def test_what_the_office_is_called_is_text(store: Store) -> None:
    house = House(store)
    house.app.settings.office.__dict__["name"] = "<b>Kantor</b>"

    assert "&lt;b&gt;Kantor&lt;/b&gt;" in house.browser().get("/masuk").text
