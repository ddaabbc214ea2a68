/** The entry of graphiql.html. */

import "./workers";

import { createRoot } from "react-dom/client";

import { readLinkedOperation } from "./address";
import { readConfig } from "./config";
import { Explorer } from "./explorer";
import { memoryWithoutHeaders } from "./memory";
import { createTransport } from "./transport";

const config = readConfig(document);
const place = document.getElementById("graphiql");
if (place === null) throw new Error('graphiql.html must have an element with id "graphiql".');

createRoot(place).render(
  <Explorer
    config={config}
    linked={readLinkedOperation(location.search)}
    send={createTransport(new URL(config.endpoint, document.baseURI))}
    memory={memoryWithoutHeaders(localStorage)}
  />,
);
