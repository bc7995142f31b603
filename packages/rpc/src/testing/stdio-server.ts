/** A program that serves the sample methods on its standard input and output, and says how that ended. */

import { connect } from "../connect.ts";
import { stdioStreams } from "../streams/stdio.ts";
import { sampleServer } from "./sample-server.ts";

const connection = connect(stdioStreams(), { serve: sampleServer().served });
const { kind } = await connection.ended;
await Bun.write(Bun.stderr, kind);
process.exit(0);
