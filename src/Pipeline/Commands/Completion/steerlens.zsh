#compdef steerlens
# Completion of steerlens for zsh. Load it from ~/.zshrc, after compinit:
#   source <(steerlens completion zsh)

_steerlens() {
    local line="${(j: :)words[2,CURRENT]}"
    local -a found
    found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
    [[ $PREFIX == -* ]] || found=("${(@)found:#-*}")
    found=("${(@)${(@)found:#/*}:#}")
    (( ${#found} )) && compadd -- "${found[@]}"
    # Files, where nothing else or a rendered road could stand; behind --output= too.
    [[ $PREFIX == -*=* && -z ${found[1]-} ]] && compset -P '[^=]##='
    [[ $PREFIX != -* && ${found[1]-scene:} == scene:* ]] && _files
}
compdef _steerlens steerlens
