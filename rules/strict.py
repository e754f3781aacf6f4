"""YAML read strictly: every scalar says what it must be, and what stands elsewhere is an error with its line.

YAML guesses: ``0450`` becomes 296, ``01`` becomes 1, ``NO`` becomes false. Here nothing is guessed. A code must be
quoted, a date must be a date, an unknown or repeated key is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml: slower, the same nodes
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


class RuleFileError(ValueError):
    """A rule, payer or case file that is not as it must be: file, line, what is wrong, what to do."""

    def __init__(self, file: Path, line: int, message: str, do: str) -> None:
        self.file, self.line, self.message, self.do = file, line, message, do
        place = f"{file}, line {line}" if line else f"{file}"  # 0 where no line of it is meant
        super().__init__(f"{place}: {message}; {do}")


class Node:
    """One place in a YAML file, and the ways to read it."""

    __slots__ = ("file", "node")

    def __init__(self, file: Path, node: yaml.Node) -> None:
        self.file, self.node = file, node

    @property
    def line(self) -> int:
        """Counted from 1."""
        return int(self.node.start_mark.line) + 1

    def wrong(self, message: str, do: str) -> RuleFileError:
        """The error to raise for this place."""
        return RuleFileError(self.file, self.line, message, do)

    def record(self, *, needs: Sequence[str] = (), takes: Sequence[str] = ()) -> dict[str, Node]:
        """A mapping with the keys of ``needs`` and none beside these and ``takes``."""
        found = dict(self.entries())
        for key, value in found.items():
            if key not in needs and key not in takes:
                raise value.wrong(f"unknown key {key!r}", f"write one of {', '.join([*needs, *takes])}")
        for key in needs:
            if key not in found:
                raise self.wrong(f"{key} is missing", f"add {key}")
        return found

    def entries(self) -> Iterator[tuple[str, Node]]:
        """The keys and values of a mapping, in order; a repeated key is refused."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong(f"a mapping is wanted, not {self._kind()}", "write key: value pairs")
        seen = set()
        for key_node, value_node in self.node.value:
            key = Node(self.file, key_node)
            name = key.text()
            if name in seen:
                raise key.wrong(f"{name} stands twice", "keep one of them")
            seen.add(name)
            yield name, Node(self.file, value_node)

    def items(self) -> list[Node]:
        """The items of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong(f"a list is wanted, not {self._kind()}", "write - before each item, or [a, b]")
        return [Node(self.file, item) for item in self.node.value]

    def text(self) -> str:
        """Words: not empty."""
        value = self._scalar()
        if not value.strip():
            raise self.wrong("text is missing", "write it, or take the key out")
        return value.strip()

    def code(self) -> str:
        """A code: quoted, so that no 01 becomes 1 and no NO becomes false."""
        value = self._scalar()
        if self.node.style not in ("'", '"'):  # type: ignore[attr-defined]
            raise self.wrong(f"the code {value} is not quoted", f'write "{value}": unquoted, YAML may change it')
        if not value or value != value.strip():
            raise self.wrong(f"{value!r} is no code", "write the code without blanks around it")
        return value

    def codes(self) -> tuple[str, ...]:
        """A list of codes."""
        return tuple(item.code() for item in self.items())

    def some_codes(self) -> tuple[str, ...]:
        """A list of codes that is not empty."""
        found = self.codes()
        if not found:
            raise self.wrong("the list is empty", "name one at least, or take the key out")
        return found

    def day(self) -> date:
        """An ISO date, such as 2025-01-31."""
        value = self._scalar()
        try:
            if len(value) == len("2025-01-31"):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise self.wrong(f"{value!r} is no date", "write year-month-day, such as 2025-01-31")

    def choice(self, options: Sequence[str]) -> str:
        """One of a few words."""
        value = self.text()
        if value not in options:
            raise self.wrong(f"{value!r} is not known here", f"write one of {', '.join(options)}")
        return value

    def yes(self) -> bool:
        """Exactly true or false: on, off, yes and no are refused."""
        value = self._scalar()
        if value not in ("true", "false") or self.node.style in ("'", '"'):  # type: ignore[attr-defined]
            raise self.wrong(f"{value!r} is neither true nor false", "write true or false, unquoted")
        return value == "true"

    def number(self) -> Decimal:
        """A decimal number, zero or more, unquoted."""
        value = self._scalar()
        try:
            found = Decimal(value)
        except InvalidOperation:
            found = Decimal(-1)
        if not found.is_finite() or found < 0 or self.node.style in ("'", '"'):  # type: ignore[attr-defined]
            raise self.wrong(f"{value!r} is no number", "write digits, unquoted, such as 12 or 1.5")
        return found

    def is_list(self) -> bool:
        """Whether a list stands here."""
        return isinstance(self.node, yaml.SequenceNode)

    def is_record(self) -> bool:
        """Whether a mapping stands here."""
        return isinstance(self.node, yaml.MappingNode)

    def is_null(self) -> bool:
        """Whether an explicit null stands here."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag == "tag:yaml.org,2002:null"

    def plain(self) -> object:
        """What stands here, as JSON would have it, for cases: plain true, false, null and numbers are themselves."""
        if self.is_record():
            return {key: value.plain() for key, value in self.entries()}
        if self.is_list():
            return [item.plain() for item in self.items()]
        if self.is_null():
            return None
        value = self._scalar()
        quoted = self.node.style in ("'", '"')  # type: ignore[attr-defined]
        if quoted or not value.isdigit():
            return {"true": True, "false": False}.get(value, value) if not quoted else value
        if value != str(int(value)):
            raise self.wrong(f"the code {value} is not quoted", f'write "{value}": unquoted, YAML may change it')
        return int(value)

    def _scalar(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.wrong(f"one value is wanted, not {self._kind()}", "write a single value")
        return str(self.node.value)

    def _kind(self) -> str:
        return {"MappingNode": "a mapping", "SequenceNode": "a list"}.get(type(self.node).__name__, "a single value")


def read(file: Path) -> Node:
    """The one document of a YAML file.

    Raises:
        RuleFileError: it cannot be read, is not YAML, or is empty.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleFileError(
            file, 1, "the file cannot be read as UTF-8 text", "put it there, or save it as UTF-8"
        ) from error
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise RuleFileError(
            file, line, f"this is not YAML: {error.problem}", "check the indentation and the quotes"
        ) from error
    except yaml.YAMLError as error:
        raise RuleFileError(
            file, 1, "the file holds characters that YAML does not allow", "save it as plain UTF-8"
        ) from error
    if node is None:
        raise RuleFileError(file, 1, "the file is empty", "write the rule, or take the file away")
    return Node(file, node)
