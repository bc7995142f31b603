/** The operations of GitHub's REST API that the test server has, by the ids of GitHub's own description of them. */

export const OPERATIONS = [
  "meta/root",
  "rate-limit/get",
  "users/get-authenticated",
  "repos/get",
  "repos/get-commit",
  "repos/list-releases",
  "repos/create-release",
  "repos/get-latest-release",
  "repos/get-release-by-tag",
  "repos/get-release",
  "repos/update-release",
  "repos/delete-release",
  "repos/list-release-assets",
  "repos/upload-release-asset",
  "repos/get-release-asset",
  "repos/update-release-asset",
  "repos/delete-release-asset",
  "repos/get-content",
  "repos/create-or-update-file-contents",
  "repos/check-immutable-releases",
  "git/get-ref",
  "git/create-ref",
  "git/update-ref",
  "git/delete-ref",
  "git/get-tag",
  "git/get-commit",
  "git/create-commit",
  "git/get-tree",
  "git/create-tree",
] as const;

export type OperationId = (typeof OPERATIONS)[number];

/** What is fetched without the API: a release's file by its public address, and from where that redirects to. */
export type DownloadId = "web/download" | "storage/download" | "storage/raw";
