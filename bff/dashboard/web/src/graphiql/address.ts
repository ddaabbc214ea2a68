/** The operation that a link to this page carries: `?query=`, `variables` (JSON) and `operationName`. */

export interface LinkedOperation {
  readonly query?: string;
  readonly variables?: string;
  readonly operationName?: string;
}

/** Empty parameters count as absent. The address is read once, on load, and never written. */
export function readLinkedOperation(search: string): LinkedOperation {
  const parameters = new URLSearchParams(search);
  const query = parameters.get("query");
  const variables = parameters.get("variables");
  const operationName = parameters.get("operationName");
  return {
    ...(query && { query }),
    ...(variables && { variables: indented(variables) }),
    ...(operationName && { operationName }),
  };
}

/** Variables that are not JSON are shown as they came, so that the editor can point at the mistake. */
function indented(variables: string): string {
  try {
    return JSON.stringify(JSON.parse(variables), null, 2);
  } catch {
    return variables;
  }
}
