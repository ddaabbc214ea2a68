/**
 * The adapter to GraphiQL: the only file that imports it, because version 6 changes tokens, hooks and
 * transport. A panel (its icon, title and content) is a file of its own and is added to `panels` here.
 */

import { DOC_EXPLORER_PLUGIN } from "@graphiql/plugin-doc-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { GraphiQL, type GraphiQLProps } from "graphiql";
import { useEffect, useRef } from "react";

import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "./explorer.css";

import type { LinkedOperation } from "./address";
import type { Config } from "./config";
import type { Memory } from "./memory";
import type { Send } from "./transport";

const panels: GraphiQLPlugin[] = [HISTORY_PLUGIN];

export interface ExplorerProps {
  readonly config: Config;
  readonly linked: LinkedOperation;
  readonly send: Send;
  readonly memory: Memory;
}

/** Queries and variables are remembered; headers are not, and no setting offers it. */
export function Explorer({ config, linked, send, memory }: ExplorerProps) {
  const fetcher: GraphiQLProps["fetcher"] = async (operation, options) => send(operation, options?.headers);
  return (
    <GraphiQL
      fetcher={fetcher}
      defaultQuery={config.defaultQuery}
      {...(linked.query !== undefined && { initialQuery: linked.query })}
      {...(linked.variables !== undefined && { initialVariables: linked.variables })}
      storage={memory}
      shouldPersistHeaders={false}
      plugins={panels}
      referencePlugin={DOC_EXPLORER_PLUGIN}
    >
      <GraphiQL.Logo>{config.title}</GraphiQL.Logo>
      <SelectLinkedOperation name={linked.operationName} />
      <FollowSystemTheme />
    </GraphiQL>
  );
}

/** Puts the cursor into the operation that the link names, once: Ctrl Enter runs the one at the cursor. */
function SelectLinkedOperation({ name }: { readonly name: string | undefined }) {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const operations = useGraphiQL((state) => state.operations);
  const { setOperationName } = useGraphiQLActions();
  const isDone = useRef(name === undefined);
  useEffect(() => {
    const start = operations?.find((operation) => operation.name?.value === name)?.loc?.start;
    const model = queryEditor?.getModel();
    if (isDone.current || name === undefined || start === undefined || !queryEditor || !model) return;
    isDone.current = true;
    setOperationName(name);
    const position = model.getPositionAt(start);
    queryEditor.setPosition(position);
    queryEditor.revealPositionInCenterIfOutsideViewport(position);
  }, [name, operations, queryEditor, setOperationName]);
  return null;
}

/** GraphiQL asks for the system's theme when it starts; this keeps the editors right when it changes. */
function FollowSystemTheme() {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    if (theme !== null) return;
    const isDark = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => setTheme(null);
    isDark.addEventListener("change", follow);
    return () => isDark.removeEventListener("change", follow);
  }, [theme, setTheme]);
  return null;
}
