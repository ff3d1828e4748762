// Puts the page together: one connection, the picture, and what stands around it.

import { AnglePlot } from './angle-plot.js';
import { Ask } from './ask.js';
import { ServerClock } from './clock.js';
import { Connection } from './connection.js';
import { Layers } from './layers.js';
import { Legend } from './legend.js';
import { Marks } from './marks.js';
import { Picture } from './picture.js';
import { Settings } from './settings.js';
import { followKeys } from './shortcuts.js';
import { Source } from './source.js';
import { Stages } from './stages.js';
import { followTabs } from './tabs.js';
import { followTheme } from './theme.js';
import { Transport } from './transport.js';
import { Vitals } from './vitals.js';
import { Wheel } from './wheel.js';

const clock = new ServerClock();
const connection = new Connection(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`, clock);
const marks = new Marks();
const vitals = new Vitals(clock);
const source = new Source(connection);
const transport = new Transport(connection);
const settings = new Settings(connection);
const wheel = new Wheel();
const legend = new Legend();
const stages = new Stages();
const layers = new Layers(connection, marks);
const openTab = followTabs(name => {
  layers.open(name === 'layers');
  ask.open(name === 'ask');
});
const ask = new Ask(connection, marks, openTab);
let plot = null;
followTheme(() => plot?.recolor());
plot = new AnglePlot();
let state = null;

new Picture(document.getElementById('picture'), connection, header => {
  marks.follow(header);
  vitals.drawn(header, state !== null && !state.paused && state.mode === 'live');
  source.drawn();
  wheel.show(header);
  if (state) legend.show(header, state.settings);
  plot.add(header);
  stages.add(header.stages);
  layers.drawn(header);
  ask.drawn(header);
});

function show(next) {
  state = next;
  vitals.state(state);
  source.state(state);
  transport.state(state);
  settings.state(state);
  ask.state(state);
}

connection.addEventListener('hello', ({ detail }) => {
  transport.hello(detail);
  settings.hello(detail);
  layers.network(detail.network);
  show(detail.state);
});
connection.addEventListener('network', ({ detail }) => {
  settings.network(detail.network);
  layers.network(detail.network);
});
connection.addEventListener('state', ({ detail }) => show(detail.state));

followKeys([
  { key: ' ', words: 'pause and play', act: () => transport.pause() },
  { key: '.', words: 'one frame on, while paused', act: () => transport.step() },
  { key: 's', words: 'save a snapshot', act: () => void transport.snapshot() },
  { key: 'r', words: 'record, and stop recording', act: () => transport.record() },
  { key: 'm', words: 'next map', act: () => settings.turn('map', 1) },
  { key: 'M', words: 'map before', act: () => settings.turn('map', -1) },
  { key: 't', words: 'next target', act: () => settings.turn('target', 1) },
  { key: 'l', words: 'next layout', act: () => settings.turn('layout', 1) },
  { key: 'p', words: 'next palette', act: () => settings.turn('palette', 1) },
  { key: 'h', words: 'instruments in the picture, on and off', act: () => settings.flipHud() },
  { key: '+', words: 'more opacity', act: () => settings.nudgeOpacity(1) },
  { key: '-', words: 'less opacity', act: () => settings.nudgeOpacity(-1) },
  { key: '1', words: 'the map’s settings', act: () => openTab('map') },
  { key: '2', words: 'the layers', act: () => openTab('layers') },
  { key: '3', words: 'draw on it', act: () => openTab('ask') },
  { key: '[', words: 'previous picture', act: () => transport.turn(-1) },
  { key: ']', words: 'next picture', act: () => transport.turn(1) },
]);
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') ask.clear();
});

connection.open();
