/**
 * Tells Monaco where its workers are: in files of our own origin.
 *
 * GraphiQL's own `setup-workers/vite` cannot be used: its `?worker` imports break the development server.
 * Source: https://github.com/graphql/graphiql/issues/4473
 */

import type {} from "monaco-editor";
import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import JsonWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import GraphQLWorker from "monaco-graphql/esm/graphql.worker.js?worker";

window.MonacoEnvironment = {
  getWorker(_workerId: string, label: string): Worker {
    if (label === "graphql") return new GraphQLWorker();
    if (label === "json") return new JsonWorker();
    return new EditorWorker();
  },
};
