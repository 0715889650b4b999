"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };
  const textOf = (cell) => (Array.isArray(cell) ? cell[1] : cell);
  const sortValue = (cell) => (Array.isArray(cell) ? cell[0] : cell.toLowerCase());
  const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

  // ------------------------------------------------------------------ tables

  const tables = new Map();

  const setUpTable = (holder) => {
    const { columns, rows, pageSize } = data.tables[holder.dataset.table];
    const body = holder.querySelector("tbody");
    const heads = [...holder.querySelectorAll("thead th")];
    const tools = holder.querySelector(".tools");
    const pages = holder.querySelector(".pages");
    const haystacks = rows.map((row) => row.map(textOf).join("\n").toLowerCase());
    const order = rows.map((_, index) => index);
    let sorted = order;
    let sortedBy = null;
    let isAscending = true;
    let shown = sorted;
    let page = 0;

    const filter = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const count = make("span", { role: "status", class: "count" });
    tools.append(make("label", {}, "Filter ", filter));
    const choices = [];
    columns.forEach((column, index) => {
      if (column.kind !== "state") return;
      const tally = new Map();
      for (const row of rows) {
        const value = textOf(row[index]);
        if (value) tally.set(value, (tally.get(value) ?? 0) + 1);
      }
      if (tally.size < 2) return;
      const select = make("select", {}, make("option", { value: "" }, `all (${rows.length})`));
      for (const [value, size] of tally) {
        select.append(make("option", { value }, `${value} (${size})`));
      }
      select.addEventListener("change", () => apply());
      tools.append(make("label", {}, `${column.title} `, select));
      choices.push([index, select]);
    });
    tools.append(count);
    tools.hidden = rows.length < 4;

    const previous = make("button", { type: "button" }, "Previous");
    const next = make("button", { type: "button" }, "Next");
    const where = make("span", { role: "status" });
    pages.append(previous, where, next);
    previous.addEventListener("click", () => turn(-1));
    next.addEventListener("click", () => turn(1));
    const turn = (by) => {
      page += by;
      draw();
      holder.querySelector(".scroll").scrollTop = 0;
    };

    const cellOf = (column, cell) => {
      const text = textOf(cell);
      const element = make("td", { class: column.kind });
      if (column.kind === "state" && text) {
        element.append(make("span", { class: `chip ${text.replaceAll(" ", "-")}` }, text));
      } else {
        element.textContent = text;
      }
      return element;
    };

    const draw = () => {
      const last = Math.max(0, Math.ceil(shown.length / pageSize) - 1);
      page = Math.min(Math.max(page, 0), last);
      const some = shown.slice(page * pageSize, (page + 1) * pageSize);
      body.replaceChildren(
        ...some.map((index) =>
          make("tr", {}, ...columns.map((column, number) => cellOf(column, rows[index][number]))),
        ),
      );
      if (!some.length) {
        body.append(make("tr", {}, make("td", { colspan: columns.length }, "nothing matches")));
      }
      pages.hidden = last === 0;
      where.textContent = `page ${page + 1} of ${last + 1}`;
      previous.disabled = page === 0;
      next.disabled = page === last;
      tell();
    };
    const tell = () => {
      count.textContent =
        shown.length === rows.length
          ? plural(rows.length, "row")
          : `${shown.length.toLocaleString("en")} of ${plural(rows.length, "row")}`;
    };

    const apply = () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = choices.filter(([, select]) => select.value);
      shown = sorted.filter(
        (index) =>
          words.every((word) => haystacks[index].includes(word)) &&
          wanted.every(([column, select]) => textOf(rows[index][column]) === select.value),
      );
      page = 0;
      draw();
    };
    filter.addEventListener("input", apply);

    const sortBy = (column) => {
      if (sortedBy === column) isAscending = !isAscending;
      else [sortedBy, isAscending] = [column, columns[column].kind !== "number"];
      const sign = isAscending ? 1 : -1;
      const collator = new Intl.Collator("en", { numeric: true });
      sorted = [...order].sort((one, two) => {
        const [a, b] = [sortValue(rows[one][column]), sortValue(rows[two][column])];
        const by =
          typeof a === "number" && typeof b === "number"
            ? a - b
            : collator.compare(String(a), String(b));
        return by * sign || one - two;
      });
      heads.forEach((head, number) => {
        const direction = isAscending ? "ascending" : "descending";
        head.setAttribute("aria-sort", number === column ? direction : "none");
      });
      apply();
    };
    heads.forEach((head, column) => {
      const button = make("button", { type: "button" }, head.textContent);
      button.addEventListener("click", () => sortBy(column));
      head.replaceChildren(button);
      head.setAttribute("aria-sort", "none");
    });

    pages.hidden = rows.length <= pageSize;
    where.textContent = `page 1 of ${Math.max(1, Math.ceil(rows.length / pageSize))}`;
    previous.disabled = true;
    tell();
    tables.set(holder.dataset.table, (text) => {
      filter.value = text;
      apply();
    });
  };
  document.querySelectorAll("[data-table]").forEach(setUpTable);

  // ----------------------------------------------------------------- pictures

  const setUpPicture = (frame) => {
    const picture = frame.querySelector("svg");
    const canvas = frame.querySelector(".canvas");
    const tools = frame.querySelector(".tools");
    const details = frame.querySelector(".details");
    const nodes = [...picture.querySelectorAll(".node")];
    const edges = [...picture.querySelectorAll(".edge")];
    const facts = data.nodes;
    const whole = { width: picture.viewBox.baseVal.width, height: picture.viewBox.baseVal.height };
    const ahead = nodes.map(() => []);
    const behind = nodes.map(() => []);
    const edgeEnds = edges.map((edge) => [Number(edge.dataset.from), Number(edge.dataset.to)]);
    for (const [from, to] of edgeEnds) {
      ahead[from].push(to);
      behind[to].push(from);
    }
    const byNumber = [];
    for (const node of nodes) byNumber[Number(node.dataset.node)] = node;

    let scale = 1;
    const zoom = (to) => {
      scale = Math.min(3, Math.max(0.1, to));
      picture.setAttribute("width", Math.round(whole.width * scale));
      picture.setAttribute("height", Math.round(whole.height * scale));
    };
    const fit = () => zoom(Math.min(1, (canvas.clientWidth - 2) / whole.width));
    const button = (text, label, action) => {
      const element = make("button", { type: "button", "aria-label": label }, text);
      element.addEventListener("click", action);
      tools.append(element);
    };
    button("−", "Smaller", () => zoom(scale / 1.25));
    button("+", "Larger", () => zoom(scale * 1.25));
    button("Fit", "Fit the width", fit);
    button("1:1", "Full size", () => zoom(1));
    tools.hidden = false;
    zoom(Math.max(0.45, Math.min(1, (canvas.clientWidth - 2) / whole.width)));

    const reach = (start, near) => {
      const found = new Set([start]);
      for (const node of found) near[node].forEach((other) => found.add(other));
      return found;
    };
    let chosen = null;
    const clear = () => {
      chosen = null;
      picture.classList.remove("traced");
      [...nodes, ...edges].forEach((element) => element.classList.remove("on", "chosen"));
      details.hidden = true;
    };
    const choose = (number) => {
      if (chosen === number) {
        clear();
        return;
      }
      clear();
      chosen = number;
      const up = reach(number, behind);
      const down = reach(number, ahead);
      picture.classList.add("traced");
      for (const each of [...up, ...down]) byNumber[each].classList.add("on");
      byNumber[number].classList.add("chosen");
      edges.forEach((edge, index) => {
        const [from, to] = edgeEnds[index];
        const isOn = (up.has(from) && up.has(to)) || (down.has(from) && down.has(to));
        edge.classList.toggle("on", isOn);
      });
      const list = make("dl", { class: "facts-list" });
      for (const [name, value] of facts[number]) {
        list.append(make("div", {}, make("dt", {}, name), make("dd", {}, value)));
      }
      list.append(
        make("div", {}, make("dt", {}, "upstream"), make("dd", {}, String(up.size - 1))),
        make("div", {}, make("dt", {}, "downstream"), make("dd", {}, String(down.size - 1))),
      );
      details.replaceChildren(list);
      details.hidden = false;
    };

    let current = 0;
    const focus = (number) => {
      byNumber[current].setAttribute("tabindex", "-1");
      current = number;
      byNumber[current].setAttribute("tabindex", "0");
      byNumber[current].focus();
    };
    nodes.forEach((node) => {
      const number = Number(node.dataset.node);
      node.setAttribute("tabindex", number === 0 ? "0" : "-1");
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", node.querySelector("title").textContent);
      node.addEventListener("click", () => {
        choose(number);
        focus(number);
      });
      node.addEventListener("keydown", (event) => {
        const last = nodes.length - 1;
        const step = {
          ArrowRight: ahead[number][0],
          ArrowLeft: behind[number][0],
          ArrowDown: Math.min(number + 1, last),
          ArrowUp: Math.max(number - 1, 0),
          Home: 0,
          End: last,
        };
        if (event.key === "Enter" || event.key === " ") choose(number);
        else if (event.key === "Escape") clear();
        else if (event.key in step) {
          if (step[event.key] !== undefined) focus(step[event.key]);
        } else return;
        event.preventDefault();
      });
    });

    let drag = null;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.target.closest(".node")) return;
      drag = [event.clientX + canvas.scrollLeft, event.clientY + canvas.scrollTop];
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drag) return;
      canvas.scrollLeft = drag[0] - event.clientX;
      canvas.scrollTop = drag[1] - event.clientY;
    });
    canvas.addEventListener("pointerup", () => (drag = null));
    canvas.addEventListener("pointercancel", () => (drag = null));
  };
  document.querySelectorAll("[data-picture]").forEach((frame) => {
    if (frame.querySelector(".node")) setUpPicture(frame);
  });

  // -------------------------------------------------- from a bar to its row

  document.querySelectorAll("[data-find]").forEach((element) => {
    element.addEventListener("click", () => {
      const show = tables.get(element.dataset.in);
      if (!show) return;
      show(element.dataset.find);
      document.getElementById(element.dataset.in)?.scrollIntoView();
    });
  });
  document.documentElement.dataset.ready = "yes";
})();
