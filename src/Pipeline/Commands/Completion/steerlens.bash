# Completion of steerlens for bash. Load it from ~/.bashrc:
#   source <(steerlens completion bash)

_steerlens() {
    local line=${COMP_LINE:0:COMP_POINT} current word
    # What the program parses begins behind its own name, which may be a path.
    line=${line#"${COMP_WORDS[0]}"}
    line=${line# }
    current=${line##* }
    COMPREPLY=()
    while IFS= read -r word; do
        [[ $word == "$current"* && $word != /* && ($word != -* || $current == -*) ]] && COMPREPLY+=("$word")
    done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
    # Files, where nothing else or a rendered road could stand.
    if [[ $current != -* && ${COMPREPLY[0]-scene:} == scene:* ]]; then
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
    fi
    # bash takes a colon for the end of a word: what stands before it is there already.
    if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
        local before=${current%"${current##*:}"} index
        for index in "${!COMPREPLY[@]}"; do COMPREPLY[index]=${COMPREPLY[index]#"$before"}; done
    fi
}
complete -o filenames -F _steerlens steerlens
