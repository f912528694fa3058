// Charts over time. The drawing is uPlot's; colours, marks, legend and keyboard are ours.

import uPlot from '../lib/uplot.js';
import { fill, h } from './dom.js';
import { clock, date, month, short, time } from './format.js';
import { currentZone, onPreference } from './preferences.js';
import { DAY } from './ranges.js';

/**
 * @typedef {{label: string, values: (number | null)[], colour?: number, dashed?: boolean,
 *   exact?: (index: number) => string}} Series
 */
/**
 * @typedef {{times: number[], series: Series[], settledUntil?: number | null,
 *   range?: import('./ranges.js').Range, bars?: boolean}} Drawing
 */
/**
 * @typedef {{height?: number, label: string, format?: (value: number) => string,
 *   axis?: (value: number | null) => string, whenText?: (time: number) => string,
 *   onSelect?: (range: import('./ranges.js').Range) => void, seconds?: boolean,
 *   binary?: boolean}} Options
 *   `binary`: the values are bytes, and marks stand at powers of two
 */

/** Besides its colour each series has a pattern, for whoever cannot tell colours apart. */
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [], [8, 4], [2, 3], [10, 3, 2, 3]];
const COLOURS = DASHES.length;
const BARS_MAX = 150;
/** What came before is drawn fine and pale, in the colour of its series. */
const BEFORE_DASH = [2, 4];
const POWERS_OF_TWO = Array.from({ length: 50 }, (_, power) => 2 ** power);
const CENTURY = 100 * 365 * DAY;

/** The colour that a token has now, in light or dark. @param {string} token */
export function colour(token) {
  const probe = h('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

/** @param {number} index */
function dashOf(index) {
  return DASHES[index % COLOURS] ?? [];
}

/** A swatch of a series, as the chart draws it. @param {number} index @param {boolean} [dashed] */
export function swatch(index, dashed) {
  const dash = dashOf(index);
  const kind = dashed
    ? ' before'
    : (dash[0] ?? 0) > 4
      ? ' dashed'
      : dash.length > 0
        ? ' dotted'
        : '';
  const element = h('span', { class: 'swatch' + kind, 'aria-hidden': 'true' });
  element.style.setProperty('--swatch', `var(--series-${(index % COLOURS) + 1})`);
  return element;
}

export class Chart {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    /** @type {uPlot | null} */
    this.plot = null;
    /** @type {Drawing | null} */
    this.drawing = null;
    /** @type {string} */
    this.shape = '';
    this.canvas = h('div', {
      class: 'chart',
      role: 'img',
      tabindex: 0,
      'aria-label': options.label,
      on: { keydown: (/** @type {KeyboardEvent} */ event) => this.move(event) },
    });
    this.legend = h('ul', { class: 'legend' });
    this.element = h('figure', null, this.canvas, this.legend);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.canvas);
    this.stopPreference = onPreference(() => this.redraw());
  }

  /** Lets go of everything. */
  remove() {
    this.observer.disconnect();
    this.stopPreference();
    this.plot?.destroy();
    this.plot = null;
  }

  /** @param {Drawing} drawing */
  draw(drawing) {
    this.drawing = drawing;
    const shape = JSON.stringify([
      drawing.series.map((one) => [one.label, one.colour, one.dashed]),
      this.asBars(drawing),
    ]);
    const data = /** @type {uPlot.AlignedData} */ ([
      drawing.times,
      ...drawing.series.map((one) => one.values),
    ]);
    if (this.plot && shape === this.shape) {
      this.plot.setData(data);
    } else {
      this.shape = shape;
      this.plot?.destroy();
      fill(this.canvas);
      this.plot = new uPlot(this.plotOptions(drawing), data, this.canvas);
    }
    this.canvas.setAttribute('aria-label', this.summary(drawing));
    // a point that somebody has gone to stays, although the numbers move
    this.showLegend(this.plot?.cursor.idx ?? null);
  }

  redraw() {
    this.shape = '';
    if (this.drawing) {
      this.draw(this.drawing);
    }
  }

  resize() {
    const width = this.canvas.clientWidth;
    if (this.plot && width > 0 && width !== this.plot.width) {
      this.plot.setSize({ width, height: this.height() });
    }
  }

  height() {
    return this.options.height ?? 220;
  }

  /** @param {Drawing} drawing */
  asBars(drawing) {
    return Boolean(drawing.bars) && drawing.series.length === 1 && drawing.times.length <= BARS_MAX;
  }

  /** @param {Drawing} drawing */
  summary(drawing) {
    const first = drawing.times[0];
    const last = drawing.times[drawing.times.length - 1];
    const names = drawing.series.map((one) => one.label).join(', ');
    return first === undefined || last === undefined
      ? `${this.options.label}: nothing`
      : `${this.options.label}: ${names}, from ${time(first)} to ${time(last)}. ` +
          'Arrow keys move through the points.';
  }

  /** @param {Drawing} drawing @returns {uPlot.Options} */
  plotOptions(drawing) {
    const grid = { stroke: colour('--line'), width: 1 };
    const ink = colour('--ink-soft');
    const axis = this.options.axis ?? short;
    const font = `11px ${getComputedStyle(document.body).fontFamily}`;
    return {
      width: Math.max(200, this.canvas.clientWidth),
      height: this.height(),
      ms: 1,
      tzDate: (timestamp) =>
        currentZone() === 'utc'
          ? uPlot.tzDate(new Date(timestamp), 'Etc/UTC')
          : new Date(timestamp),
      legend: { show: false },
      cursor: {
        drag: { x: Boolean(this.options.onSelect), y: false, setScale: false },
        points: { size: 7, width: 2 },
      },
      scales: {
        x: { range: (_plot, low, high) => this.scaleOfTime(low, high) },
        y: { range: (_plot, low, high) => [Math.min(0, low ?? 0), spread(low, high)] },
      },
      axes: [
        {
          stroke: ink,
          grid: { show: false },
          ticks: { ...grid, size: 4 },
          font,
          size: () => (this.spansDays() ? 40 : 28),
          space: 72,
          values: (_plot, splits, _index, _space, step) => this.marks(splits, step),
        },
        {
          stroke: ink,
          grid,
          ticks: { show: false },
          font,
          size: 56,
          space: 34,
          incrs: this.options.binary ? POWERS_OF_TWO : undefined,
          values: (_plot, splits) => splits.map(axis),
        },
      ],
      series: [{}, ...drawing.series.map((one, index) => this.seriesOptions(one, index, drawing))],
      hooks: {
        draw: [(plot) => this.drawUnsettled(plot)],
        setCursor: [(plot) => this.showLegend(plot.cursor.idx ?? null)],
        setSelect: [(plot) => this.select(plot)],
      },
    };
  }

  /** @param {Series} one @param {number} index @param {Drawing} drawing @returns {uPlot.Series} */
  seriesOptions(one, index, drawing) {
    const place = (one.colour ?? index) % COLOURS;
    const stroke = colour(`--series-${place + 1}`);
    const bars = this.asBars(drawing);
    const alone = drawing.series.filter((other) => !other.dashed).length === 1 && !one.dashed;
    return {
      label: one.label,
      stroke: one.dashed ? faded(stroke, 0.75) : stroke,
      width: bars ? 0 : one.dashed ? 1.25 : 1.75,
      dash: one.dashed ? BEFORE_DASH : dashOf(place),
      fill: bars ? stroke : alone ? faded(stroke, 0.14) : undefined,
      // a line of one or two points is not seen
      points: { show: (plot, place) => !bars && known(plot.data[place]) <= 2, size: 6 },
      paths: bars ? uPlot.paths.bars?.({ size: [0.8, 48], align: 1 }) : undefined,
      spanGaps: false,
    };
  }

  /** @param {number} low @param {number} high @returns {[number, number]} */
  scaleOfTime(low, high) {
    const range = this.drawing?.range;
    if (range) {
      return [range.start, range.end];
    }
    return low === high ? [low - 60_000, high + 60_000] : [low, high];
  }

  /** @param {number[]} splits @param {number} step */
  marks(splits, step) {
    let day = '';
    return splits.map((split) => {
      if (step >= 28 * DAY) {
        return month(split);
      }
      const name = date(split, step > CENTURY);
      if (step >= DAY) {
        return name;
      }
      const isNew = name !== day && day !== '';
      day = name;
      const text = clock(split, step < 60_000);
      return isNew || (split === splits[0] && this.spansDays()) ? `${text}\n${name}` : text;
    });
  }

  spansDays() {
    const times = this.drawing?.times ?? [];
    return (times[times.length - 1] ?? 0) - (times[0] ?? 0) > DAY / 2 || !isToday(times[0]);
  }

  /** Over the points: what can still change. @param {uPlot} plot */
  drawUnsettled(plot) {
    const settled = this.drawing?.settledUntil;
    const { left, top, width, height } = plot.bbox;
    if (settled === null || settled === undefined) {
      return;
    }
    const x = plot.valToPos(settled, 'x', true);
    if (!(x < left + width)) {
      return;
    }
    const from = Math.max(left, x);
    const context = plot.ctx;
    const pixels = devicePixelRatio;
    context.save();
    context.fillStyle = faded(colour('--warn'), 0.1);
    context.fillRect(from, top, left + width - from, height);
    context.strokeStyle = colour('--warn');
    context.fillStyle = colour('--warn');
    context.lineWidth = pixels;
    context.setLineDash([3 * pixels, 3 * pixels]);
    if (x >= left) {
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x, top + height);
      context.stroke();
    }
    context.font = `${11 * pixels}px ${getComputedStyle(document.body).fontFamily}`;
    const label = x >= left ? 'settled until here' : 'not settled yet';
    const fits = context.measureText(label).width + 8 * pixels < from - left;
    context.textBaseline = 'top';
    context.textAlign = fits ? 'right' : 'left';
    const at = from + (fits ? -4 : 4) * pixels;
    context.setLineDash([]);
    context.lineWidth = 4 * pixels;
    context.lineJoin = 'round';
    context.strokeStyle = colour('--surface');
    context.strokeText(label, at, top + 2 * pixels);
    context.fillText(label, at, top + 2 * pixels);
    context.restore();
  }

  /** @param {uPlot} plot */
  select(plot) {
    const { left, width } = plot.select;
    if (width > 3 && this.options.onSelect) {
      const start = plot.posToVal(left, 'x');
      const end = plot.posToVal(left + width, 'x');
      plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      this.options.onSelect({ start, end });
    }
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
    const step = /** @type {Record<string, number>} */ (steps)[event.key];
    const plot = this.plot;
    const count = this.drawing?.times.length ?? 0;
    if (step === undefined || !plot || count === 0) {
      return;
    }
    event.preventDefault();
    const at = plot.cursor.idx ?? (step > 0 ? -1 : count);
    const index = Math.max(0, Math.min(count - 1, at + step));
    const left = plot.valToPos(this.drawing?.times[index] ?? 0, 'x');
    plot.setCursor({ left, top: plot.bbox.height / devicePixelRatio / 2 });
    this.showLegend(index);
  }

  /** @param {number | null} index */
  showLegend(index) {
    const drawing = this.drawing;
    if (!drawing) {
      return;
    }
    const format = this.options.format ?? String;
    const items = drawing.series.map((one, place) => {
      const value = index === null ? null : one.values[index];
      const text =
        value === null || value === undefined || index === null
          ? ''
          : (one.exact?.(index) ?? format(value));
      return h(
        'li',
        null,
        swatch(one.colour ?? place, one.dashed),
        h('span', { title: one.label }, one.label),
        text ? h('strong', null, text) : null,
      );
    });
    const at = index === null ? undefined : drawing.times[index];
    const when =
      at === undefined
        ? null
        : h('li', { class: 'when' }, this.options.whenText?.(at) ?? time(at, this.options.seconds));
    fill(this.legend, when, items);
  }

  /** The picture with its background. @returns {Promise<Blob | null>} */
  picture() {
    const drawn = this.canvas.querySelector('canvas');
    if (!drawn) {
      return Promise.resolve(null);
    }
    const copy = document.createElement('canvas');
    copy.width = drawn.width;
    copy.height = drawn.height;
    const context = copy.getContext('2d');
    if (context) {
      context.fillStyle = colour('--surface');
      context.fillRect(0, 0, copy.width, copy.height);
      context.drawImage(drawn, 0, 0);
    }
    return new Promise((resolve) => copy.toBlob(resolve, 'image/png'));
  }
}

/** @param {ArrayLike<number | null | undefined> | undefined} values */
function known(values) {
  return Array.from(values ?? []).filter((value) => value !== null && value !== undefined).length;
}

/** @param {number | undefined} at */
function isToday(at) {
  return at !== undefined && new Date(at).toDateString() === new Date().toDateString();
}

/** @param {number | null} low @param {number | null} high */
function spread(low, high) {
  const top = Math.max(high ?? 0, 0);
  return top > 0 ? top * 1.08 : (low ?? 0) < 0 ? 0 : 1;
}

/** @param {string} rgb @param {number} alpha */
function faded(rgb, alpha) {
  return rgb.replace('rgb(', 'rgba(').replace(')', `, ${alpha})`);
}
