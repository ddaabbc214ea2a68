/** What the server tells the page: it fills in one meta element, since the policy forbids inline scripts. */

export interface Config {
  /** Where to send operations. May be relative to the page's own address. */
  readonly endpoint: string;
  /** What the first tab holds when neither the address nor the browser's memory has a query. */
  readonly defaultQuery: string;
  readonly title: string;
}

export function readConfig(page: Document): Config {
  const element = page.querySelector<HTMLMetaElement>('meta[name="bff-graphiql"]');
  const config: unknown = JSON.parse(element?.content ?? "null");
  if (!isConfig(config)) {
    throw new Error(`<meta name="bff-graphiql"> must hold the page's configuration, but got: ${element?.content}`);
  }
  return config;
}

function isConfig(value: unknown): value is Config {
  return (
    typeof value === "object" && value !== null &&
    "endpoint" in value && typeof value.endpoint === "string" &&
    "defaultQuery" in value && typeof value.defaultQuery === "string" &&
    "title" in value && typeof value.title === "string"
  );
}
