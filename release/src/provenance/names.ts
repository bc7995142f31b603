/** What provenance is called, inside and out. The build type and the builder are described in docs/provenance.md. */

/** The file of a release; the ending is in-toto's own for several attestations (attestation framework v1, bundle). */
export const PROVENANCE_FILE = "provenance.intoto.jsonl";

/** in-toto attestation framework v1, envelope and statement. */
export const PAYLOAD_TYPE = "application/vnd.in-toto+json";
export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
/** SLSA, build provenance. */
export const PREDICATE_TYPE = "https://slsa.dev/provenance/v1";

const DESCRIPTION = "https://github.com/slipway-build/slipway/blob/main/docs/provenance.md";
export const BUILD_TYPE: string = `${DESCRIPTION}#build-v1`;
/** Names no machine and no service, so that a release made again elsewhere is the same to the byte. */
export const BUILDER_ID: string = `${DESCRIPTION}#builder-v1`;
