import { catalogueOf } from './catalogue.ts';

/** The words of the pages about Argosy itself. */
export const { t: tb, plural: pluralb } = catalogueOf({
  'diagnostics.address': 'Log',
  'diagnostics.asOf': 'As of {age}',
  'diagnostics.copy': 'Copy for a report',
  'diagnostics.copyHint': 'Everything on this page as text; it holds no credential.',
  'diagnostics.counters': 'What the engine has done since it started',
  'diagnostics.data': 'Data',
  'diagnostics.heap': 'Memory of the engine’s objects',
  'diagnostics.inTerminal': 'in the terminal that the engine was started in',
  'diagnostics.loop': 'The loop could not answer for',
  'diagnostics.loopHint': 'What else shares this loop waits as long: windows, watches, the command line.',
  'diagnostics.windowsLoop': 'The windows’ loop could not answer for',
  'diagnostics.windowsLoopHint': 'More than a frame (17 ms) can be felt.',
  'diagnostics.engineLoop': 'The engine’s loop could not answer for',
  'diagnostics.engineLoopHint':
    'It is on a thread of its own: watches and the command line wait as long, windows do not.',
  'diagnostics.loopMinute': '{ms} ms at most in the last minute',
  'diagnostics.loopTotal': '{p50} ms half of the time, {p99} ms in one of hundred, {max} ms at most',
  'diagnostics.more': 'How the engine is, and what to say when something is wrong with it',
  'diagnostics.notMeasured': 'not measured',
  'diagnostics.process': 'Engine',
  'diagnostics.processOf': '{shell}, process {pid}, {platform}',
  'diagnostics.requests': 'Requests by verb',
  'diagnostics.resident': 'Memory of the process',
  'diagnostics.running': 'Running since',
  'diagnostics.showLog': 'Show the log file',
  'diagnostics.store': 'Store',
  'diagnostics.storeFailing':
    'Cannot be written since {age}: {message} {waiting} changes wait in memory and are tried again.',
  'diagnostics.storeOk': 'Everything is written',
  'diagnostics.title': 'Diagnostics',
  'diagnostics.versions': 'Versions',
  'diagnostics.window': 'This window',
  'diagnostics.windowHeard': 'engine heard {age}',

  'licences.count.one': '{count} package',
  'licences.count.other': '{count} packages',
  'licences.filter': 'Filter packages',
  'licences.more': 'What of others is in Argosy, and on what terms',
  'licences.noText': 'This package comes without a text of its licence.',
  'licences.open': 'Third-party licences',
  'licences.title': 'Third-party licences',

  'palette.more': 'There is more: type more of its name.',

  'link.enterHow': 'For a new link run',
  'link.restartHow': 'Start it again with',
  'link.signedOut':
    'The engine runs again, and does not know this window: open it with a new link. What is shown is from before.',
});
