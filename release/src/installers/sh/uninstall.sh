# Removes what the receipt lists and nothing else; the receipt is the last to go, so that it can be done again.
uninstall() {
  if [ ! -f "$state/receipt" ] && [ ! -e "$staging/ready" ]; then
    # What a kill left of a removal that was all but done.
    if [ -d "$state" ]; then take_lock; fi
    fail 1 "Cannot uninstall $product: \"$dir\" has nothing of this installer" "Name the folder: --dir DIR"
  fi
  if [ -n "$(receipt_value text "$state/receipt")" ]; then choose_hash_tool; fi
  take_lock
  so_far="$product is not removed yet"
  heal
  receipt_value profile "$state/receipt" | while IFS= read -r file; do clean_profile "$file" kept; done
  receipt_value made-profile "$state/receipt" | while IFS= read -r file; do clean_profile "$file" made; done
  our_texts | while IFS= read -r file; do rm -f "$file"; done
  for name in $(receipt_value executable "$state/receipt" | sed 's/ .*//'); do
    if ! rm -f "$dir/$name"; then
      fail 4 "Cannot remove \"$dir/$name\": the folder does not allow it" "See the folder's permissions"
    fi
  done
  rm -f "$state/receipt"
  say "Removed $product from $dir"
}
