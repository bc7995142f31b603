/** Repositories, releases and assets as GitHub's API shows them. */

import type { Asset, Release, Repository, World } from "./world.ts";

type Json = Readonly<Record<string, unknown>>;

export function userView({ places }: World, login: string): Json {
  const api = `${places.apiUrl}/users/${login}`;
  return {
    login,
    id: 1,
    node_id: nodeId("U", 1),
    avatar_url: `${places.webUrl}/avatars/${login}`,
    gravatar_id: "",
    url: api,
    html_url: `${places.webUrl}/${login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: "User",
    site_admin: false,
  };
}

/** The account of a token, to itself. */
export function ownUserView(world: World, login: string): Json {
  return {
    ...userView(world, login),
    name: login,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: world.repositories.size,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: "2020-01-01T00:00:00Z",
    updated_at: "2020-01-01T00:00:00Z",
  };
}

export function releaseUrl({ places }: World, { owner, name }: Repository, id: number | string): string {
  return `${places.apiUrl}/repos/${owner}/${name}/releases/${id}`;
}

/** What stands for a release's tag in public addresses: drafts have a made-up one. */
export function publicTag({ draft, id, tag }: Release): string {
  return draft ? `untagged-${id.toString(16).padStart(20, "0")}` : tag;
}

export function releaseView(world: World, repository: Repository, release: Release): Json {
  const { places } = world;
  const { owner, name } = repository;
  const url = releaseUrl(world, repository, release.id);
  const archive = (kind: string): string | null =>
    release.draft ? null : `${places.apiUrl}/repos/${owner}/${name}/${kind}/${encodeURI(release.tag)}`;
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${places.uploadsUrl}/repos/${owner}/${name}/releases/${release.id}/assets{?name,label}`,
    html_url: `${places.webUrl}/${owner}/${name}/releases/tag/${encodeURI(publicTag(release))}`,
    id: release.id,
    author: userView(world, release.author),
    node_id: nodeId("RE", release.id),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    draft: release.draft,
    immutable: release.immutable,
    prerelease: release.prerelease,
    created_at: release.createdAt,
    updated_at: release.updatedAt,
    published_at: release.publishedAt,
    assets: release.assets.map((asset) => assetView(world, { repository, release, asset })),
    tarball_url: archive("tarball"),
    zipball_url: archive("zipball"),
    body: release.body,
  };
}

export function assetView(
  world: World,
  {
    repository,
    release,
    asset,
  }: { readonly repository: Repository; readonly release: Release; readonly asset: Asset },
): Json {
  const { owner, name } = repository;
  const file = `${encodeURI(publicTag(release))}/${encodeURIComponent(asset.name)}`;
  return {
    url: releaseUrl(world, repository, `assets/${asset.id}`),
    id: asset.id,
    node_id: nodeId("RA", asset.id),
    name: asset.name,
    label: asset.label,
    uploader: userView(world, asset.uploader),
    content_type: asset.contentType,
    state: asset.state,
    size: asset.sizeBytes,
    digest: asset.digest,
    download_count: asset.downloadCount,
    created_at: asset.createdAt,
    updated_at: asset.updatedAt,
    browser_download_url: `${world.places.webUrl}/${owner}/${name}/releases/download/${file}`,
  };
}

/** An identifier that looks like those of GitHub's other API. */
export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${Buffer.from(String(id)).toString("base64url")}`;
}
