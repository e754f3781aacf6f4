"""All rules and payers together: the one place where a claim meets its rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from claims.claim import Claim
from rules.bills import is_inpatient, kind_of
from rules.context import SHIPPED, Context
from rules.dated import in_force
from rules.finding import Answer, Finding, NotChecked
from rules.payer import PAYERS, PayerFile, load_payer
from rules.payer_kinds import BY_INDICATOR
from rules.plan import Plan, Step
from rules.problem import NoData, Problem, Values, file_of
from rules.reference.shelf import Shelf
from rules.report import LINE, finding_of
from rules.rule import EDITS, GROUPS, Rule, load_rule
from rules.strict import RuleFileError
from rules.suppression import FILE, Suppression, load_suppressions

SEVERITIES = ("error", "warning", "info")

FAILED = "the rule itself failed"
"""How the reason begins of a rule that is not answered by a fault of the program."""

MOST_PLANS = 5_000
"""Plans that are remembered: garbage in place of types of bill must not fill the memory."""


class Checked(Struct, frozen=True):
    """What the rules say of one claim."""

    findings: tuple[Finding, ...]
    """Errors first; of equal severity in the order of the rules' groups, then of the lines, then of the ids."""
    not_checked: tuple[NotChecked, ...]
    answers: Mapping[str, Answer]
    """One for every rule, by id."""


class RuleSet:
    """Rules and payers, ready to check claims. It never changes: threads may share it."""

    def __init__(
        self,
        rules: Iterable[Rule],
        payers: Iterable[PayerFile],
        version: str,
        shelf: Shelf = SHIPPED,
        suppressions: Mapping[str, tuple[Suppression, ...]] = MappingProxyType({}),
    ) -> None:
        self.rules: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in rules})
        whole = [payer for payer in payers if "/" not in payer.id]
        self.payers: Mapping[str, PayerFile] = MappingProxyType(
            {one.id: one for payer in whole for one in (payer, *payer.products)}
        )
        """Payers, each with its products behind it, which say there only what differs."""
        self._products = {payer.id: [payer.whole(product) for product in payer.products] for payer in whole}
        self.version = version
        """A digest of all rule and payer files and of the code that reads them."""
        self.shelf = shelf
        """The reference data that its rules go by; a :class:`Context` for it is made with this shelf."""
        self.suppressions = suppressions
        """By rule, what the office does not want to be stopped by."""
        self.ids = tuple(self.rules)
        self._places = {rule.id: GROUPS.index(rule.group) for rule in self.rules.values()}
        self._by_id = {payer_id: payer for payer in whole for payer_id in payer.ids}
        self._by_indicator = {code: payer for payer in whole for code in payer.filing_indicators}
        self._plans: dict[tuple[str, str, str, str], Plan] = {}

    @classmethod
    def load(cls, payers: Sequence[Path] = (), edits: Path = EDITS, shelf: Shelf = SHIPPED) -> RuleSet:
        """The shipped edits and payers, and the payers of further folders, which come before the shipped ones.

        Raises:
            RuleFileError: a file is not as it must be, or two files speak of the same payer.
        """
        rules = {rule.id: rule for rule in map(load_rule, sorted(path.parent for path in edits.glob("*/rule.yaml")))}
        found: list[PayerFile] = []
        suppressions: dict[str, tuple[Suppression, ...]] = {}
        for folder in (PAYERS, *payers):
            here = [load_payer(file, rules) for file in _payer_files(folder)]
            _refuse_doubles(here)
            named = {payer.id for payer in here}
            found = [payer for payer in found if payer.id not in named] + here
            for rule_id, some in load_suppressions(folder, rules).items():
                suppressions[rule_id] = (*suppressions.get(rule_id, ()), *some)
        files = [payer.file for payer in found] + [folder / FILE for folder in payers]
        return cls(rules.values(), found, _digest(edits, files, shelf), shelf, suppressions)

    def only(self, ids: Iterable[str]) -> RuleSet:
        """These rules alone, for a model that was trained with them: of later ones it must not be told."""
        chosen = [self.rules[rule_id] for rule_id in ids if rule_id in self.rules]
        return RuleSet(chosen, self.payers.values(), self.version, self.shelf, self.suppressions)

    def list(self) -> list[Rule]:
        """All rules, by group and then by id."""
        return sorted(self.rules.values(), key=lambda rule: (GROUPS.index(rule.group), rule.id))

    def payer_of(self, claim: Claim) -> PayerFile | None:
        """What is known of a claim's payer and product: by identifier, else by filing indicator."""
        payer = self._by_id.get(claim.payer.id) or self._by_indicator.get(claim.payer.filing_indicator)
        if payer is None or not payer.products:
            return payer
        return next((product for product in self._products[payer.id] if product.takes(claim)), payer)

    def check(self, claim: Claim, context: Context) -> Checked:
        """What is certainly wrong with a claim, and what could not be told."""
        today = context.today
        asked = self.plan(claim).asked(claim, today)
        answers = dict(asked.answers)
        findings: list[Finding] = []
        missing: list[tuple[str, NoData]] = []
        for step, rule_id, check, values, is_dated in asked.steps:
            if is_dated and not _is_on(step, claim, today):
                answers[rule_id] = "not applicable"
                continue
            try:
                for said in check(claim, context, values):
                    if isinstance(said, Problem):
                        answers[rule_id] = "fail"
                        findings.append(finding_of(step.rule, said, claim))
                    elif isinstance(said, NoData):
                        answers[rule_id] = "fail" if answers[rule_id] == "fail" else "no data"
                        missing.append((rule_id, said))
                    elif answers[rule_id] == "pass":
                        answers[rule_id] = "not applicable"
            except Exception as error:  # noqa: BLE001 - one rule must not end a batch
                answers[rule_id] = "fail" if answers[rule_id] == "fail" else "no data"
                reason = f"{FAILED} ({type(error).__name__}): please report it"
                missing.append((rule_id, NoData(reason)))
        not_checked = self._not_checked(claim, missing, asked.unlisted)
        return Checked(self._in_order(findings, claim.payer.id, today), not_checked, answers)

    def _not_checked(
        self, claim: Claim, missing: Sequence[tuple[str, NoData]], unlisted: tuple[str, ...]
    ) -> tuple[NotChecked, ...]:
        """What is missing, rule by rule, and in one line the rules that lack a list or a limit of the payer."""
        found = [NotChecked(rule_id, lacks.reason, lacks.reference) for rule_id, lacks in missing if not lacks.of_payer]
        lacking = tuple([rule_id for rule_id, lacks in missing if lacks.of_payer])
        if unlisted or lacking:
            payer = self.payer_of(claim)
            found.append(_lacking(payer.id if payer else "", unlisted, lacking))
        return tuple(found)

    def _in_order(self, findings: Sequence[Finding], payer_id: str, today: date) -> tuple[Finding, ...]:
        """Errors first, after the office's suppressions; what stops a file before what a payer alone would mind."""
        if self.suppressions and findings:
            findings = [self._weighed(finding, payer_id, today) for finding in findings]
        if len(findings) > 1:
            findings = sorted(findings, key=self._rank)
        return tuple(findings)

    def _rank(self, finding: Finding) -> tuple[int, int, int, str]:
        """Where a finding stands among others; what concerns the whole claim comes before its lines."""
        line = LINE.match(finding.field)
        at = int(line[1]) if line else -1
        return SEVERITIES.index(finding.severity), self._places[finding.rule], at, finding.rule

    def _weighed(self, finding: Finding, payer_id: str, today: date) -> Finding:
        """The finding, or information where the office suppressed it."""
        for suppression in self.suppressions.get(finding.rule, ()):
            if suppression.holds(payer_id, today):
                return replace(finding, severity="info", suppressed=suppression.note)
        return finding

    def kinds_of(self, payer: PayerFile) -> set[str]:
        """The kinds that a payer file's payer may be."""
        return {payer.kind} if payer.kind else {BY_INDICATOR.get(code, "") for code in payer.filing_indicators}

    def payer_kind(self, claim: Claim) -> str:
        """Which kind of payer a claim goes to, such as ``medicare``; empty where nothing tells."""
        payer = self.payer_of(claim)
        return (payer and payer.kind) or BY_INDICATOR.get(claim.payer.filing_indicator, "")

    def values_of(self, rule_id: str, claim: Claim) -> Values | None:
        """What a rule goes by for a claim's payer; ``None`` where it is not asked about such a claim."""
        return next((step.values for step in self.plan(claim).steps_for(claim) if step.rule.id == rule_id), None)

    def plan(self, claim: Claim) -> Plan:
        """The rules whose scope takes claims of this type, on this bill, to this payer."""
        payer = self.payer_of(claim)
        kind, bill = self.payer_kind(claim), kind_of(claim)
        key = (claim.claim_type, bill, kind, payer.id if payer else "")
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) > MOST_PLANS:
                self._plans.clear()
            steps = (_step(rule, payer, claim.claim_type, bill, kind) for rule in self.rules.values())
            plan = self._plans[key] = Plan([step for step in steps if step], self.ids)
        return plan


def day_of(dated_by: str, claim: Claim, today: date) -> date | None:
    """The day that chooses among a rule's values; ``None`` where the claim does not carry it."""
    if dated_by == "submission":
        return today
    if dated_by == "discharge" and is_inpatient(claim):
        return claim.statement_through or claim.last_service_date
    return claim.first_service_date


def _is_on(step: Step, claim: Claim, today: date) -> bool:
    scope = step.rule.scope
    day = day_of(step.rule.dated_by, claim, today)
    switch = in_force(step.switch, day, today) if day else None
    return switch.value is True if switch else step.is_own and scope.exists(day)


@lru_cache(1024)
def _lacking(payer: str, *rules: tuple[str, ...]) -> NotChecked:
    """One line for all rules that lack a list or a limit of the payer: a line for each would bury the others."""
    names = ", ".join(sorted({rule for some in rules for rule in some}))
    return NotChecked(names, "no list or limit of this payer is at hand", file_of(payer))


def _step(rule: Rule, payer: PayerFile | None, claim_type: str, bill: str, kind: str) -> Step | None:
    """The rule for a payer: one for its kind of payer, or one that it switches on itself."""
    switch = payer.switch.get(rule.id, ()) if payer else ()
    is_own = rule.scope.takes(claim_type, bill, kind)
    if not is_own and not (switch and rule.scope.takes(claim_type, bill, next(iter(rule.scope.payers), kind))):
        return None
    timelines = {name: value.timeline for name, value in rule.values.items()}
    if payer is None:
        return Step(rule, Values("", timelines, None, kind), ())
    timelines |= payer.values.get(rule.id, {})
    return Step(rule, Values(payer.id, timelines, payer.policies.get(rule.id), kind), switch, is_own)


def _payer_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise RuleFileError(folder, 0, "there is no such folder", "name the folder in which the payers' files stand")
    for file in sorted(folder.glob("*.yml")):
        raise RuleFileError(file, 1, "files that end in .yml are not read", f"name it {file.stem}.yaml")
    return sorted(file for file in folder.glob("*.yaml") if not file.name.endswith(".cases.yaml") and file.name != FILE)


def _refuse_doubles(payers: Sequence[PayerFile]) -> None:
    seen: dict[tuple[str, str], PayerFile] = {}
    for payer in payers:
        for key in [("id", code) for code in payer.ids] + [
            ("filing indicator", code) for code in payer.filing_indicators
        ]:
            if key in seen:
                also = seen[key].file.name
                raise RuleFileError(
                    payer.file, 1, f"the {key[0]} {key[1]} stands in {also} too", "keep it in one of them"
                )
            seen[key] = payer


def _digest(edits: Path, payers: Sequence[Path], shelf: Shelf) -> str:
    """Twelve hexadecimal digits over all that decides: rules, engine, reference data, payers; not proofs, not pages."""
    here = Path(__file__).parent
    folders = ("*.py", "coding/*.py", "guide/*", "reference/*.py", "reference/shipped/*")
    files = [*chain.from_iterable(map(here.glob, folders)), *edits.glob("*/rule.*"), *payers]
    digest = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file()):
        digest.update(f"{file.parent.name}/{file.name}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    for held in shelf.held():
        digest.update(f"{held.kind}\0{held.edition.first}\0{held.edition.last}\0{held.edition.digest}".encode())
    return digest.hexdigest()[:12]
