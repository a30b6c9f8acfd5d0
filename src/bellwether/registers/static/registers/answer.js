// What the server said to a save, put into the page: what stands now, what somebody else changed, what is wrong.
import * as register from "./rows.js";

export class Answer {
  constructor(form, status) {
    this.words = form.dataset;
    this.status = status;
    this.problems = document.getElementById("register-problems");
    this.conflicts = document.getElementById("register-conflicts");
  }

  say(text, tone) {
    this.status.dataset.tone = tone;
    this.status.querySelector("[data-status-text]").textContent = text;
  }

  saved(answer, touched) {
    this.#listProblems([]);
    for (const [pupil, stands] of Object.entries(answer.stands)) this.#stand(pupil, stands, touched);
    this.#listConflicts(answer.conflicts);
    this.say(answer.said, answer.conflicts.length ? "wait" : "done");
    document.querySelector("[data-saved-line]")?.replaceChildren(answer.said);
  }

  // A mark that somebody else made meanwhile replaces what the page showed, unless it is being changed right now.
  #stand(pupil, stands, touched) {
    const row = register.rowOf(pupil);
    if (!row) return;
    const before = register.seenOf(row);
    register.setSeen(row, stands);
    row.removeAttribute("data-planned");
    if (touched.has(String(pupil))) return;
    const isNew = before !== stands.seen && stands.code !== register.codeOf(row);
    if (stands.code && stands.code !== register.codeOf(row)) register.quietly(() => register.setCode(row, stands.code));
    row.classList.toggle("reg-row--changed", isNew);
    if (isNew) row.querySelector("[data-stands]").textContent = this.words.changed;
  }

  refused(answer) {
    const problems = answer.problems ?? [];
    this.#listProblems(problems);
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
