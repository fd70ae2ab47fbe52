"""With which text each message begins that nobody asked for, read from the code that makes it.

`sertakan check` holds the templates against this, so that nobody can add such a message and forget its
template. Read are the functions that give a Notice, and what is given to Notify and Letter; where the first
text cannot be told from the code, that is said too, instead of being passed over.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_MAKES = {"Notify": (3, "says"), "Letter": (2, "notice")}
"""what sends unasked: where its message stands among the arguments, and the name of that argument"""
_SENDS = re.compile(r"\b(?:Notify|Letter|Notice)\b")


@dataclass(frozen=True, slots=True)
class Opening:
    """A key with which a message begins ("staff.*": any of these), and where it is made.

    `key` None: it cannot be told.
    """

    key: str | None
    where: str


def openings(sources: Mapping[str, str]) -> list[Opening]:
    """All of them, in modules given by name ("flows.notices") with their source."""
    code = _Code(sources)
    found: dict[Opening, None] = {}
    for name in (name for name, source in sources.items() if _SENDS.search(source)):
        for function in code.functions(name).values():
            if _name(function.returns) == "Notice":
                where = f"{name}.{function.name}"
                keys = code.returned(name, function)
                found |= dict.fromkeys(Opening(key, where) for key in sorted(keys, key=str))
            for call in _calls(function):
                if (message := _message(call)) is not None:
                    where = f"{name}.{function.name}"
                    keys = code.first(message, name, function)
                    found |= dict.fromkeys(Opening(key, where) for key in sorted(keys, key=str))
    return list(found)


class _Code:
    """What the expressions in modules come to, as far as the first text goes; each is parsed when needed."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._functions: dict[str, dict[str, ast.FunctionDef]] = {}
        self._imports: dict[str, dict[str, str]] = {}
        self._under_way: set[tuple[str, str]] = set()

    def functions(self, module: str) -> dict[str, ast.FunctionDef]:
        """Those of a module by name; none, where the module is not among ours."""
        if module not in self._functions:
            tree = ast.parse(self._sources.get(module, ""))
            self._functions[module], self._imports[module] = _functions(tree), dict(_imports(tree))
        return self._functions[module]

    def returned(self, module: str, function: ast.FunctionDef, item: int | None = None) -> set[str | None]:
        """The first texts of what a function returns; of its item, where it returns several things."""
        if (module, function.name) in self._under_way:
            return set()
        self._under_way.add((module, function.name))
        try:
            returns = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
            return {
                key
                for value in returns
                if value is not None and not _is_nothing(value)
                for key in self.first(_item(value, item), module, function)
            }
        finally:
            self._under_way.discard((module, function.name))

    def first(self, value: ast.expr, module: str, function: ast.FunctionDef) -> set[str | None]:
        """The keys of the text that this begins with; {None}: they cannot be told; empty: it has none."""
        match value:
            case ast.Call(func=called, args=[inner, *_]) if _name(called) in ("Notice", "tuple"):
                return self.first(inner, module, function)
            case ast.Call(func=called, args=[key, *_]) if _name(called) == "Say":
                return _keys(key)
            case ast.Call(func=called):
                return self._called(called, module, function, None)
            case ast.Tuple(elts=[]) | ast.List(elts=[]):
                return set()
            case ast.Tuple(elts=[head, *_]) | ast.List(elts=[head, *_]):
                return self.first(head, module, function)
            case ast.Starred(value=inner):
                return self.first(inner, module, function)
            case ast.IfExp(body=body, orelse=orelse):
                return self.first(body, module, function) | self.first(orelse, module, function)
            case ast.Name(id=name):
                return self._named(name, module, function)
            case _:
                return {None}

    def _named(self, name: str, module: str, function: ast.FunctionDef) -> set[str | None]:
        """What a name was given within its function; {None} for an argument."""
        found: set[str | None] = set()
        given = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
        for target, value in ((target, node.value) for node in given for target in node.targets):
            match target:
                case ast.Name(id=one) if one == name:
                    found |= self.first(value, module, function)
                case ast.Tuple(elts=several):
                    for place, one_of in enumerate(several):
                        if isinstance(one_of, ast.Name) and one_of.id == name:
                            found |= self._item_of(value, place, module, function)
        return found or {None}

    def _item_of(
        self, value: ast.expr, place: int, module: str, function: ast.FunctionDef
    ) -> set[str | None]:
        match value:
            case ast.Call(func=called):
                return self._called(called, module, function, place)
            case ast.Tuple(elts=several) if place < len(several):
                return self.first(several[place], module, function)
            case _:
                return {None}

    def _called(
        self, called: ast.expr, module: str, function: ast.FunctionDef, item: int | None
    ) -> set[str | None]:
        match called:
            case ast.Name(id=name) if local := self._assigned(name, function):
                return {key for one in local for key in self._called(one, module, function, item)}
            case ast.IfExp(body=body, orelse=orelse):
                ways = (body, orelse)
                return {key for way in ways for key in self._called(way, module, function, item)}
            case _:
                return self._of_function(called, module, item)

    def _of_function(self, called: ast.expr, module: str, item: int | None) -> set[str | None]:
        """Where it is ours and among the modules; else {None}."""
        home, name = self._home(called, module)
        known = self.functions(home).get(name)
        return self.returned(home, known, item) if known else {None}

    def _home(self, called: ast.expr, module: str) -> tuple[str, str]:
        """The module in which a function is written, and its name there."""
        imported = self._imports[module]
        match called:
            case ast.Name(id=name) if name in imported:
                home, _, name = imported[name].rpartition(".")
                return home, name
            case ast.Name(id=name):
                return module, name
            case ast.Attribute(value=ast.Name(id=package), attr=name):
                return imported.get(package, package), name
            case _:
                return "", ""

    @staticmethod
    def _assigned(name: str, function: ast.FunctionDef) -> list[ast.expr]:
        return [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        ]


def _functions(module: ast.Module) -> dict[str, ast.FunctionDef]:
    """By name; a method stands for itself, as names are not given twice in a module here."""
    return {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}


def _calls(function: ast.FunctionDef) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(function) if isinstance(node, ast.Call))


def _message(call: ast.Call) -> ast.expr | None:
    """What is sent unasked by this call; None: it sends nothing so."""
    if (made := _MAKES.get(_name(call.func))) is None:
        return None
    place, name = made
    if len(call.args) > place:
        return call.args[place]
    return next((given.value for given in call.keywords if given.arg == name), ast.Constant(None))


def _imports(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((name.asname or name.name, f"{node.module}.{name.name}") for name in node.names)


def _is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _item(value: ast.expr, item: int | None) -> ast.expr:
    """The item of several things that are returned at once; all of it, where one is."""
    return value.elts[item] if item is not None and isinstance(value, ast.Tuple) else value


def _keys(key: ast.expr) -> set[str | None]:
    match key:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=orelse):
            return _keys(body) | _keys(orelse)
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if text.endswith("."):
            return {f"{text}*"}
        case _:
            return {None}


def _name(expression: ast.expr | None) -> str:
    match expression:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
            return name
        case _:
            return ""
