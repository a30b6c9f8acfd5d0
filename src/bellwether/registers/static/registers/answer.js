// What the server said to a save, put into the page: what stands now, what somebody else changed, what is wrong.
import * as register from "./rows.js";

export class Answer {
  constructor(form, status) {
    this.words = form.dataset;
    this.status = status;
    this.problems = document.getElementById("register-problems");
    this.conflicts = document.getElementById("register-conflicts");
    this.warnings = document.getElementById("register-warnings");
  }

  say(text, tone) {
    this.status.dataset.tone = tone;
    this.status.querySelector("[data-status-text]").textContent = text;
  }

  saved(answer, touched) {
    this.#listProblems([]);
    for (const [pupil, stands] of Object.entries(answer.stands)) this.#stand(pupil, stands, touched, true);
    this.#listWarnings(answer.warnings);
    this.#listConflicts(answer.conflicts);
    this.say(answer.said, answer.conflicts.length ? "wait" : "done");
    document.querySelector("[data-saved-line]")?.replaceChildren(answer.said);
    this.#isTaken();
  }

  #isTaken() {
    const tag = document.querySelector("[data-state] .govuk-tag");
    if (tag) {
      tag.textContent = this.words.taken;
      tag.className = "govuk-tag govuk-tag--green";
    }
    document.querySelector("[data-introduction]")?.setAttribute("hidden", "");
  }

  // What others changed while the page stays open. Returns how many rows show something new.
  changed(stands, touched) {
    return Object.entries(stands).filter(([pupil, each]) => this.#stand(pupil, each, touched, false)).length;
  }

  // A mark that somebody else made meanwhile replaces what the page showed, unless it is being changed right now: then
  // it stays unseen, so that saving meets it as a conflict. Tells whether the row shows something new.
  #stand(pupil, stands, touched, isSaved) {
    const row = register.rowOf(pupil);
    if (!row) return false;
    const isTouched = touched.has(String(pupil));
    const isNew = Boolean(stands.by) && register.seenOf(row) !== stands.seen;
    if (isSaved || !isTouched) {
      register.setSeen(row, stands);
      row.removeAttribute("data-planned");
    }
    if (isNew) row.querySelector("[data-stands]").textContent = stands.by;
    if (!isTouched) {
      if (stands.code && stands.code !== register.codeOf(row)) register.quietly(() => register.setCode(row, stands.code));
      row.classList.toggle("reg-row--changed", isNew);
    }
    return isNew;
  }

  refused(answer) {
    const problems = answer.problems ?? [];
    this.#listProblems(problems);
    this.#listWarnings([]);
    this.say(answer.said ?? this.words.refused, "problem");
    this.problems?.focus();
  }

  #listProblems(problems) {
    if (!this.problems) return;
    this.problems.hidden = problems.length === 0;
    const lines = problems.map(({ pupil, text }) => this.#link(pupil, text));
    this.problems.querySelector("ul").replaceChildren(...lines);
    for (const row of register.rows) row.classList.remove("reg-row--problem");
    for (const { pupil } of problems) register.rowOf(pupil)?.classList.add("reg-row--problem");
  }

  #link(pupil, text) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#row-${pupil}`;
    link.textContent = text;
    line.append(link);
    return line;
  }

  #listWarnings(warnings) {
    if (!this.warnings) return;
    this.warnings.hidden = warnings.length === 0;
    const lines = warnings.map((each) => this.#link(each.pupil, each.text));
    this.warnings.querySelector("ul").replaceChildren(...lines);
    if (warnings.length) this.warnings.scrollIntoView({ block: "nearest" });
  }

  #listConflicts(conflicts) {
    if (!this.conflicts) return;
    this.conflicts.hidden = conflicts.length === 0;
    const lines = conflicts.map((each) => this.#link(each.pupil, each.text));
    this.conflicts.querySelector("ul").replaceChildren(...lines);
    if (conflicts.length) this.conflicts.focus();
    for (const row of register.rows) row.classList.remove("reg-row--conflict");
    for (const { pupil } of conflicts) register.rowOf(pupil)?.classList.add("reg-row--conflict");
  }
}
