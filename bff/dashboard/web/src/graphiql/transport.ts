/** Sends an operation to the endpoint: GraphQL over HTTP, by POST. */

import type { ExecutionResult } from "graphql";

export interface Operation {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string | null | undefined;
}

export type Send = (operation: Operation, headers?: Readonly<Record<string, unknown>>) => Promise<ExecutionResult>;

/**
 * Headers typed into the editor are sent too, but cannot replace the content type or the header that
 * makes the request one that a foreign page cannot send unasked.
 */
export function createTransport(endpoint: URL): Send {
  return async (operation, typedHeaders = {}) => {
    const headers = new Headers({ accept: "application/graphql-response+json, application/json" });
    for (const [name, value] of Object.entries(typedHeaders)) {
      headers.set(name, String(value));
    }
    headers.set("content-type", "application/json");
    headers.set("graphql-require-preflight", "1");
    const { query, variables, operationName } = operation;
    const response = await fetch(endpoint, {
      method: "POST",
      headers,
      body: JSON.stringify({ query, variables, operationName: operationName ?? undefined }),
    });
    return decoded(response.status, await response.text());
  };
}

/** A refusal is a GraphQL answer with its own status and is shown as such; anything else is quoted. */
function decoded(status: number, body: string): ExecutionResult {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer === "object" && answer !== null) {
      return answer;
    }
  } catch {
    // Not JSON: a proxy's page, or nothing at all. Quoted below.
  }
  throw new Error(`The endpoint answered ${status} without a GraphQL response: ${body.slice(0, 500)}`);
}
