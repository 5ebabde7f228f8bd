// A drawing that is not sent yet, kept in this browser against a lost connection, a closed tab or an ended session.
const DELAY = 1500;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

const clock = (time) => new Date(time).toLocaleString("zh-CN", { hour12: false });

export class Keeper {
  /** `taken()` gives what to keep: {xml, nodes, revision}; `say(word, value)` tells of it. */
  constructor(key, taken, say) {
    this.key = key;
    this.taken = taken;
    this.say = say;
    this.timer = 0;
    window.addEventListener("pagehide", () => this.timer && this.now()); // whoever leaves at once loses nothing either
  }

  /** What was kept and never sent, if it is not what the page shows anyway. A draft that was sent is forgotten. */
  found(shown) {
    const kept = read(this.key);
    if (!kept) return null;
    if (kept.sent || (kept.xml === shown.xml && kept.nodes === shown.nodes)) {
      this.drop();
      return null;
    }
    return { ...kept, time: clock(kept.at) };
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  later() {
    this.stop();
    this.timer = setTimeout(() => this.now(), DELAY);
  }

  now(sent = false) {
    this.stop();
    const at = Date.now();
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...this.taken(), at, sent }));
      if (!sent) this.say("saved", clock(at));
    } catch {
      this.say("unsaved");
    }
  }

  drop() {
    this.stop();
    localStorage.removeItem(this.key);
  }
}
