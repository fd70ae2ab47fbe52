"""What is wrong with the conversations before anyone meets it, and a drawing of each.

Every flow is played from its first question to its end, with each answer and each pair of answers that differ
from the plain story; what is said on the way is rendered in every language and held to the platforms' limits.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from itertools import combinations, product
from typing import Any, Literal, TypeAlias, assert_never, get_args

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from flows import FLOWS, ladder_checks, offers, render, template_checks, types, walk
from flows.menu import LISTS
from flows.rules import nudges
from flows.steps import Ask, Choose, Do, Flow, Question, Review, Step, Stop, Tell
from flows.stored import dump_message, load_message
from flows.templates import TEMPLATES, TemplateText
from flows.types import (
    Asked,
    Bill,
    ChatOf,
    Cover,
    Facts,
    Invalid,
    Invitation,
    InvitationBy,
    InvitationTo,
    Json,
    Lang,
    LastUnasked,
    Link,
    LinkBy,
    LinkedLately,
    NewLinkCode,
    NewSignIn,
    Nomination,
    NudgeBy,
    Office,
    OpenedInvitations,
    OpenInvitations,
    OpenInvitationsOf,
    OtherCover,
    OwnCovers,
    OwnNominationOf,
    OwnNominations,
    OwnNumber,
    OwnReminders,
    PausedUntil,
    Person,
    Reminders,
    Say,
    State,
    TokenFor,
    Unclear,
    WrittenFirst,
)

LONGEST_TEXT = 1600
"""characters: a WhatsApp message through Twilio"""
LONGEST_BUTTON = 20
"""characters of a WhatsApp button; up to three options are buttons"""
LONGEST_ROW = 24
"""characters of a row of a WhatsApp list; four to ten options are rows"""
LONGEST_DATA = 64
"""bytes that come back with a tap on Telegram"""

CHECKED_ON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
_OFFICE = Office(
    "Kantor Cabang dengan Nama yang Panjang", "6271", "0536-0000000", "Senin–Jumat 08.00–16.00 WIB"
)


def problems(
    flows: Iterable[Flow] = tuple(FLOWS.values()),
    templates: Iterable[TemplateText] = TEMPLATES,
    ladder: Sequence[nudges.Step] = nudges.LADDER,
) -> list[str]:
    """Everything that is wrong, a sentence each; empty when all is well."""
    found: dict[str, None] = {}
    for flow in flows:
        found |= dict.fromkeys(_of_steps(flow))
        found |= dict.fromkeys(_of_playing(flow))
    for name, options in LISTS.items():
        found |= dict.fromkeys(_of_labels(name, tuple(f"{name}.{option}" for option in options)))
    found |= dict.fromkeys(_of_catalogs())
    found |= dict.fromkeys(_of_keys_in_code())
    found |= dict.fromkeys(template_checks.problems(templates))
    found |= dict.fromkeys(template_checks.without_template())
    found |= dict.fromkeys(ladder_checks.problems(ladder))
    return list(found)


# --- the steps as they are written -------------------------------------------------------------------


def _of_steps(flow: Flow) -> Iterator[str]:
    above: set[str] = set()
    ended = False
    for step in flow.steps:
        where = f"{flow.id}.{step.id}"
        if step.id in above:
            yield f"{where}: there is a step of this id already; rename one"
        if ended:
            yield f"{where}: unreachable, because a step above it ends the conversation for everyone"
        if step.when is not None and (below := set(step.when.reads) - above):
            yield f"{where}: its guard reads {', '.join(sorted(below))}, which is not above it"
        if isinstance(step, Choose | Review) and len(step.options) > walk.MOST_OPTIONS:
            yield f"{where}: {len(step.options)} options, and a message offers at most {walk.MOST_OPTIONS}"
        above.add(step.id)
        ended = ended or (isinstance(step, Stop) and step.when is None)


# --- the conversations as they are had ---------------------------------------------------------------


_Store: TypeAlias = Literal["plain", "known", "busy", "late"]


@dataclass(frozen=True)
class _Story:
    """Answers that differ from the plain ones: by step, the place in what can be answered there."""

    answers: tuple[tuple[str, int], ...] = ()
    store: _Store = "plain"
    """"known": there is more than one would think; "busy": very much; "late": what was there is over"""
    begins: int = 0
    """with which of the flow's beginnings"""


def _of_playing(flow: Flow) -> Iterator[str]:
    reached: set[str] = set()
    for story in _stories(flow):
        yield from _play(flow, story, reached)
    for step in flow.steps:
        if step.id not in reached:
            yield f"{flow.id}.{step.id}: unreachable, no answers lead to it"


def _stories(flow: Flow) -> Iterator[_Story]:
    others = [(step.id, n) for step in flow.steps for n in range(1, len(_possible(step)))]
    for begins, store in product(range(len(flow.begins)), get_args(_Store)):
        yield _Story((), store, begins)
        yield from (_Story((other,), store, begins) for other in others)
    pairs = [pair for pair in combinations(others, 2) if pair[0][0] != pair[1][0]]
    yield from (_Story(pair, "plain", begins) for begins, pair in product(range(len(flow.begins)), pairs))


def _possible(step: Step) -> tuple[str, ...]:
    match step:
        case Choose(options=options):
            return options
        case Review(final=final):
            return final
        case Ask(examples=examples, skip=skip):
            return (*examples, skip) if skip else examples
        case _:
            return ()


def _play(flow: Flow, story: _Story, reached: set[str]) -> Iterator[str]:
    """Have the conversation of one story; every message of it is looked at, every step met is noted."""
    differs = dict(story.answers)
    facts = Facts(CHECKED_ON, "id", _OFFICE, _PERSON, _Answers(story))
    state = State(flow.id, "AAAAAAAA", {**flow.begins[story.begins], **_wanted(flow, differs)})
    for _ in flow.steps:
        walked = walk.walk(flow, state, facts)
        reached.update(walked.state.answers)
        step = walked.asks
        if step is None:
            reached.update([walked.stopped.id] if walked.stopped else [])
            yield from _of_texts(flow.id, walked.says, None)
            return
        reached.add(step.id)
        state, question, asked = walk.ask(flow, walked.state, step, facts)
        yield from _of_texts(f"{flow.id}.{step.id}", (*walked.says, question), asked)
        if isinstance(step, Review):
            yield from _of_fields(flow, step, state, facts)
        answer = _possible(step)[differs.get(step.id, 0)]
        heard = answer if _is_option(step, answer) else offers.hear(flow, step, state, answer, facts)
        if isinstance(heard, Invalid | Unclear):
            yield f"{flow.id}.{step.id}: its own example {answer!r} is not understood ({heard.key})"
            return
        if isinstance(step, Review):
            state = walk.decided(flow, state, step, answer)
        else:
            state = walk.answered(flow, state, step.id, _value(step, heard))


def _wanted(flow: Flow, differs: Iterable[str]) -> dict[str, bool]:
    """What differs from what is assumed is asked, as if it were edited."""
    steps = (flow.question(step) for step in differs)
    return {f"{s.id}.wanted": True for s in steps if isinstance(s, Choose | Ask) and s.default and not s.when}


def _is_option(step: Question, answer: str) -> bool:
    return isinstance(step, Choose | Review) or answer == step.skip


def _value(step: Question, heard: str | offers.Value | offers.Picked) -> Json:
    match heard:
        case offers.Value(value):
            return value
        case offers.Picked(option):
            return option
        case option:
            return None if isinstance(step, Ask) else option


class _Answers(dict[Any, Any]):
    """What the store would say in a story, whatever is asked."""

    def __init__(self, story: _Story) -> None:
        super().__init__()
        self.story = story

    def __contains__(self, question: object) -> bool:
        return True

    def __getitem__(self, question: types.Question) -> Any:
        match question:
            case OwnNominationOf():
                return _NOMINATION if self.story.store == "known" else None
            case OwnNominations():
                return _NOMINATIONS[self.story.store]
            case OwnCovers():
                return _COVERS[self.story.store]
            case InvitationBy() | InvitationTo():
                return None if self.story.store == "late" else _INVITATION
            case OtherCover():
                return Cover("BBBBBBBB", "2026-12") if self.story.store == "known" else None
            case PausedUntil():
                return CHECKED_ON.date() if self.story.store == "late" else None
            case OpenInvitations():
                return 20 if self.story.store == "busy" else 0
            case OpenInvitationsOf():
                return 0
            case OpenedInvitations():
                return ("AAAAAAAA",)
            case WrittenFirst():
                return None
            case TokenFor():
                return "7K2M9QX4T8WZ3RNB6VHD5JPCEA"
            case OwnNumber() | LinkedLately():
                return False
            case NudgeBy() | LastUnasked():
                return None
            case OwnReminders():
                return Reminders()
            case NewLinkCode():
                return "7K2M9Q"
            case LinkBy():
                return Link("unknown")
            case NewSignIn():
                return "3cmd8XIjEKrW1fKX2o2ym8kCVLNsEPBsCSTqPgeN1e8"
            case ChatOf():
                return "Dewi"
            case _:
                assert_never(question)


_PERSON = Person("Rina", is_worker=True)
_NOMINATION = Nomination(
    "AAAAAAAA",
    "Budi",
    "6202••••••••0009",
    "registered",
    2_000_000,
    "other",
    frozenset({"jkk", "jkm"}),
    3,
    CHECKED_ON,
    paid=("2026-11", "2026-12"),
    last_paid=13_400,
    workplace="6271",
    payer="Rina",
    participant_number="12345678901",
)
_BILL = Bill("AAAAAAAA", (("2027-01", 26_800),), "2026-11-22", "8001234567", date(2026, 12, 20))
_INVITED = replace(_NOMINATION, reference="BBBBBBBB", name="Ani", status="invited", paid=(), phone="+628123")
_BILLED = replace(_NOMINATION, bill=_BILL)
_CLAIMED = replace(_NOMINATION, bill=replace(_BILL, expires_on=date(2026, 11, 1)), receipt_waits=True)
_NOMINATIONS: dict[_Store, tuple[Nomination, ...]] = {
    "plain": (_NOMINATION,),
    "known": (_BILLED, _INVITED, replace(_BILLED, reference="CCCCCCCC", name="Siti")),
    "busy": (_CLAIMED,),
    "late": (),
}
_COVERS: dict[_Store, tuple[Nomination, ...]] = {
    "plain": (_NOMINATION,),
    "known": (
        replace(_NOMINATION, status="withdrawn", is_own_payer=True),
        replace(_NOMINATION, reference="BBBBBBBB", name="Ani", status="withdrawn", end_reason="died"),
    ),
    "busy": (replace(_NOMINATION, is_own_payer=True),),
    "late": (),
}
_INVITATION = Invitation(
    reference="AAAAAAAA",
    state="open",
    name="Siti Aminah Rahmawati",
    nik="6202010503800009",
    birth_date=date(1980, 3, 5),
    phone="+6281234567890",
    job="household",
    job_words=None,
    workplace="6271",
    income=2_000_000,
    sector="other",
    programmes=frozenset({"jkk", "jkm"}),
    months=12,
    sponsor="Rina Kusumaningrum",
    sponsor_number="+6281298765432",
    until=date(2026, 11, 29),
)


def _of_fields(flow: Flow, review: Review, state: State, facts: Facts) -> Iterator[str]:
    """The questions that are met only by editing, and the list of what can be edited."""
    _, asked = walk.offer(state, review.id, "edit", offers.fields(review, state))
    yield from _of_texts(f"{flow.id}.{review.id}", (Say("edit"),), asked)
    for field in review.fields:
        if (step := flow.question(field)) and (step.id != "birth_date" or "birth_date" in state.answers):
            _, question, asked = walk.ask(flow, state, step, facts)
            yield from _of_texts(f"{flow.id}.{field}", (question,), asked)


def _of_texts(where: str, says: tuple[Say, ...], asked: Asked | None) -> tuple[str, ...]:
    """What is wrong with a message in any language; most stories share it, so it is looked at once."""
    return _looked_at(where, dump_message(says, replace(asked, asking=0) if asked else None))


@cache
def _looked_at(where: str, message: bytes) -> tuple[str, ...]:
    loaded = load_message(message)
    return tuple(_of_message(where, loaded.says, loaded.asked))


def _of_message(where: str, says: tuple[Say, ...], asked: Asked | None) -> Iterator[str]:
    for lang in render.LANGUAGES:
        try:
            wrong = [problem for say in says for problem in render.problems(say, lang)]
            rendered = render.render(says, asked, lang)
        except KeyError as missing:
            yield f"{where}: the text {missing} is missing in {lang}.ftl"
            continue
        yield from (f"{where}: {problem} in {lang}.ftl" for problem in wrong)
        yield from _of_lengths(where, lang, rendered, asked)


def _of_lengths(where: str, lang: Lang, rendered: render.Rendered, asked: Asked | None) -> Iterator[str]:
    longest = render.LONGEST_WITH_OPTIONS if rendered.options else LONGEST_TEXT
    if len(rendered.text) > longest:
        yield f"{where}: a message of {len(rendered.text)} characters in {lang}.ftl, at most {longest} fit"
    if len(rendered.options) > walk.MOST_OPTIONS:
        yield f"{where}: offers {len(rendered.options)} options, at most {walk.MOST_OPTIONS} fit"
    yield from _of_label_lengths(where, lang, [label for _, label in rendered.options])
    for option, _ in rendered.options:
        size = len(f"{asked.conversation}:9999:{asked.step}:{option}".encode()) if asked else 0
        if size > LONGEST_DATA:
            yield f"{where}: a tap on {option!r} would need {size} bytes, at most {LONGEST_DATA} fit"


def _of_label_lengths(where: str, lang: Lang, labels: list[str]) -> Iterator[str]:
    longest = LONGEST_BUTTON if len(labels) <= 3 else LONGEST_ROW
    for label in labels:
        if len(label) > longest:
            size = f"{len(label)} characters, at most {longest} fit"
            yield f"{where}: the label {label!r} in {lang}.ftl has {size}"
    cut = [label[:LONGEST_BUTTON] for label in labels]
    for label in {label for label in cut if cut.count(label) > 1}:
        yield f"{where}: two labels are both {label!r} when cut at {LONGEST_BUTTON} characters in {lang}.ftl"


def _of_labels(where: str, keys: tuple[str, ...]) -> Iterator[str]:
    for lang in render.LANGUAGES:
        missing = [key for key in keys if not render.has(key, lang)]
        yield from (f"{where}: the text '{key}' is missing in {lang}.ftl" for key in missing)
        if not missing:
            yield from _of_label_lengths(where, lang, [render.text(Say(key), lang) for key in keys])


# --- the catalogs as they are written ----------------------------------------------------------------


def _of_catalogs() -> Iterator[str]:
    indonesian, english = catalog("id"), catalog("en")
    for key in sorted(indonesian.keys() ^ english.keys()):
        has, lacks = ("id", "en") if key in indonesian else ("en", "id")
        yield f"{key}: is in {has}.ftl and missing in {lacks}.ftl"
    for key in sorted(indonesian.keys() & english.keys()):
        if indonesian[key] != english[key]:
            places = f"{sorted(indonesian[key])} in id.ftl, {sorted(english[key])} in en.ftl"
            yield f"{key}: its places differ: {places}"


@cache
def catalog(lang: Lang) -> Mapping[str, frozenset[str]]:
    """Every key of a catalog with the names of its places."""
    keys: dict[str, frozenset[str]] = {}
    for entry in FluentParser().parse(render.source(lang)).body:
        if isinstance(entry, ftl.Junk):
            keys[f"line that cannot be read: {(entry.content or '').strip()[:40]!r}"] = frozenset()
        if isinstance(entry, ftl.Message):
            if entry.value is not None:
                keys[entry.id.name] = _places(entry.value)
            for attribute in entry.attributes:
                keys[f"{entry.id.name}.{attribute.id.name}"] = _places(attribute.value)
    return keys


class _Places(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802  the visitor's own naming
        self.names.add(node.id.name)


def _places(pattern: ftl.Pattern) -> frozenset[str]:
    visitor = _Places()
    visitor.visit(pattern)
    return frozenset(visitor.names)


def _of_keys_in_code() -> Iterator[str]:
    for key in sorted(keys_in_code()):
        yield from (
            f"the text '{key}' is missing in {lang}.ftl"
            for lang in render.LANGUAGES
            if not render.has(key, lang)
        )


@cache
def keys_in_code() -> frozenset[str]:
    """The keys that stand in `flows/` as they are: in a Say, an Invalid, an Unclear, or a `say(...)`."""
    return frozenset(key for source in _sources() for key in _keys(ast.parse(source)))


def _sources() -> Iterator[str]:
    package = resources.files("flows")
    for folder in (package, package / "rules"):
        for file in folder.iterdir():
            if file.name.endswith(".py"):
                yield file.read_text("utf-8")


def _keys(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and node.args
            and _name(node.func) in ("Say", "Invalid", "Unclear", "say")
        ):
            yield from _constants(node.args[0])


def _constants(key: ast.expr) -> Iterator[str]:
    match key:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_constants(body), *_constants(orelse))


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


# --- drawings ----------------------------------------------------------------------------------------


def mermaid(flows: Iterable[Flow] = tuple(FLOWS.values())) -> str:
    """Every flow as a Mermaid flowchart, one after the other."""
    return "\n\n".join(_drawing(flow) for flow in flows)


def _drawing(flow: Flow) -> str:
    lines = ["---", f"title: {flow.id}", "---", "flowchart TD"]
    lines += [f"    {step.id}{_shape(step)}" for step in flow.steps]
    lines.append("    over([over])")
    open_ends: list[str] = []
    for step in flow.steps:
        guard = f"|if {', '.join(step.when.reads) or 'so'}|" if step.when else ""
        lines += [f"    {end} -->{guard} {step.id}" for end in open_ends]
        if isinstance(step, Stop):
            lines.append(f"    {step.id} --> over")
        elif step.when is None:
            open_ends = [step.id]
        else:
            open_ends = [*open_ends, step.id]
    lines += [f"    {end} --> over" for end in open_ends]
    return "\n".join(lines)


def _shape(step: Step) -> str:
    match step:
        case Choose(options=options):
            return f'{{"{step.id}: {" / ".join(options)}"}}'
        case Ask():
            return f'["{step.id}?"]'
        case Review(options=options):
            return f'{{{{"{step.id}: {" / ".join(options)}"}}}}'
        case Tell():
            return f'>"{step.id}"]'
        case Do():
            return f'[["{step.id}"]]'
        case Stop():
            return f'(["{step.id}"])'
