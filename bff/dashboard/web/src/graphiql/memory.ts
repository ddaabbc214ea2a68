/**
 * The browser's storage as GraphiQL may use it: everything but headers, which carry credentials.
 *
 * Told not to keep headers, GraphiQL 5.4 keeps them out of its tabs but still writes them into its history.
 */

export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  clear(): void;
  readonly length: number;
}

const NAMESPACE = "graphiql:";

export function memoryWithoutHeaders(storage: Storage): Memory {
  const ownKeys = () => Object.keys(storage).filter((key) => key.startsWith(NAMESPACE));
  return {
    getItem: (key) => storage.getItem(key),
    setItem(key, value) {
      if (key !== `${NAMESPACE}headers`) storage.setItem(key, withoutHeaders(value));
    },
    removeItem: (key) => storage.removeItem(key),
    clear: () => ownKeys().forEach((key) => storage.removeItem(key)),
    get length() {
      return ownKeys().length;
    },
  };
}

/** Tabs and history are JSON with a `headers` property in each entry; `null` there means "none". */
function withoutHeaders(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value, (name, part: unknown) => (name === "headers" ? null : part)));
  } catch {
    return value;
  }
}
