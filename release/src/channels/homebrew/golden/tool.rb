# Written by slipway publish, which replaces it with every version.
class Tool < Formula
  desc "Hub for commands"
  homepage "https://example.org"
  version "1.2.3"
  license "MIT"

  livecheck do
    url :stable
    strategy :github_latest
  end

  depends_on "git"
  depends_on "octo/tap/other"

  on_macos do
    on_arm do
      url "https://github.com/a/tool/releases/download/v1.2.3/tool-darwin-arm64.tar.gz"
      sha256 "3333333333333333333333333333333333333333333333333333333333333333"
    end
    on_intel do
      url "https://github.com/a/tool/releases/download/v1.2.3/tool-darwin-x64.tar.gz"
      sha256 "2222222222222222222222222222222222222222222222222222222222222222"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/a/tool/releases/download/v1.2.3/tool-linux-arm64.tar.gz"
      sha256 "1111111111111111111111111111111111111111111111111111111111111111"
    end
    on_intel do
      url "https://github.com/a/tool/releases/download/v1.2.3/tool-linux-x64.tar.gz"
      sha256 "0000000000000000000000000000000000000000000000000000000000000000"
    end
  end

  def install
    bin.install "tool"
    bash_completion.install "completions/tool.bash" => "tool"
    zsh_completion.install "completions/_tool"
    fish_completion.install "completions/tool.fish"
    pwsh_completion.install "completions/tool.ps1"
    man1.install "man/tool.1"
    if File.exist?("tool-helper")
      bin.install "tool-helper"
      bash_completion.install "completions/tool-helper.bash" => "tool-helper"
    end
    prefix.install "THIRD-PARTY-LICENSES"
  end

  def caveats
    <<~EOS
      Start it:
        tool gui
    EOS
  end

  service do
    run [opt_bin/"tool", "server", "start"]
    keep_alive true
    log_path var/"log/tool.log"
    error_log_path var/"log/tool.log"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/tool --version")
  end
end
