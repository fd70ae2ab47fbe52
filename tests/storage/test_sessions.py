"""Tokens that are good once and for ten minutes; browsers that are signed in for a while."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from storage import Store, sessions, staff
from storage.sessions import IDLE, LONGEST, VALID_FOR, Session, new_token
from storage.staff import Colleague
from storage.tables import sessions as sessions_table
from storage.tables import sign_in_tokens

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BROWSER = "Firefox"


def dewi(store: Store, role: str = "staff") -> Colleague:
    with store.writing() as connection:
        return staff.appoint(connection, "Dewi", role, NOW)


def offer(store: Store, id: int, token: str = "T" * 43, now: datetime = NOW) -> str:
    with store.writing() as connection:
        sessions.offer(connection, store.secrets, id, "browser", token, now)
    return token


def use(store: Store, token: str, now: datetime = NOW) -> int | None:
    with store.writing() as connection:
        return sessions.use(connection, store.secrets, "browser", token, now)


def begin(store: Store, id: int, cookie: str = "C" * 43) -> str:
    with store.writing() as connection:
        sessions.begin(connection, store.secrets, cookie, id, BROWSER, NOW)
    return cookie


def find(store: Store, cookie: str, now: datetime = NOW, browser: str = BROWSER) -> Session | None:
    with store.reading() as connection:
        return sessions.find(connection, store.secrets, cookie, browser, now)


def test_a_token_lets_in_once(store: Store) -> None:
    who = dewi(store)
    token = offer(store, who.id)

    assert [use(store, token), use(store, token)] == [who.id, None]


def test_of_many_at_once_one_gets_in(store: Store) -> None:
    token = offer(store, dewi(store).id)

    with ThreadPoolExecutor(8) as pool:
        let_in = list(pool.map(lambda _: use(store, token), range(8)))

    assert len([one for one in let_in if one is not None]) == 1


def test_a_token_is_over_after_its_minutes(store: Store) -> None:
    who = dewi(store)

    assert use(store, offer(store, who.id), NOW + VALID_FOR) is None
    assert use(store, offer(store, who.id), NOW + VALID_FOR - SECOND) == who.id


def test_a_new_token_ends_the_one_before(store: Store) -> None:
    who = dewi(store)
    first = offer(store, who.id, new_token())
    second = offer(store, who.id, new_token())

    assert [use(store, first), use(store, second)] == [None, who.id]


def test_a_code_for_the_chat_opens_no_browser(store: Store) -> None:
    who = dewi(store)
    with store.writing() as connection:
        sessions.offer(connection, store.secrets, who.id, "chat", "7K2M9QX4T8", NOW)

    assert use(store, "7K2M9QX4T8") is None


def test_neither_token_nor_cookie_stands_in_the_database(store: Store) -> None:
    who = dewi(store)
    token, cookie = offer(store, who.id), begin(store, who.id)

    with store.reading() as connection:
        kept = [*connection.execute(sign_in_tokens.select()), *connection.execute(sessions_table.select())]
    assert len(kept) == 2
    assert not any(secret.encode() in repr(kept).encode() for secret in (token, cookie))


def test_a_session_ends_when_nothing_is_done_and_after_half_a_day_in_any_case(store: Store) -> None:
    cookie = begin(store, dewi(store).id)

    assert find(store, cookie, NOW + IDLE - SECOND)
    assert find(store, cookie, NOW + IDLE) is None
    for minutes in range(20, 12 * 60, 20):
        with store.writing() as connection:
            sessions.note(connection, store.secrets, cookie, NOW + timedelta(minutes=minutes))
    assert find(store, cookie, NOW + LONGEST - SECOND)
    assert find(store, cookie, NOW + LONGEST) is None


def test_that_something_was_done_is_noted_now_and_then(store: Store) -> None:
    cookie = begin(store, dewi(store).id)
    session = find(store, cookie)
    assert session

    assert not sessions.is_to_note(session, NOW + 30 * SECOND)
    assert sessions.is_to_note(session, NOW + 90 * SECOND)


def test_a_cookie_is_good_in_its_own_browser_only(store: Store) -> None:
    cookie = begin(store, dewi(store).id)

    assert find(store, cookie, browser="Chromium") is None


def test_who_leaves_the_office_is_signed_in_nowhere_and_let_in_nowhere(store: Store) -> None:
    who = dewi(store)
    cookie, token = begin(store, who.id), offer(store, who.id)

    with store.writing() as connection:
        staff.end(connection, who.id, NOW)

    assert find(store, cookie) is None
    assert use(store, token) is None
    with store.reading() as connection:
        assert staff.everyone(connection) == []


def test_a_changed_role_holds_at_once(store: Store) -> None:
    cookie = begin(store, dewi(store).id)
    dewi(store, "viewer")

    session = find(store, cookie)

    assert session
    assert session.who.role == "viewer"


def test_signing_out_ends_it(store: Store) -> None:
    cookie = begin(store, dewi(store).id)
    with store.writing() as connection:
        sessions.end(connection, store.secrets, cookie)

    assert find(store, cookie) is None
