import { contextBridge, ipcRenderer } from 'electron';
import { createBridge } from '../../../preload/bridge.ts';

// Runs in the sandbox of each page, before it, in a world of its own.
contextBridge.exposeInMainWorld(
  'argosy',
  createBridge(ipcRenderer, () => crypto.randomUUID()),
);
