# Completion of steerlens for bash. Load it from ~/.bashrc:
#   source <(steerlens completion bash)

_steerlens() {
    local line=${COMP_LINE:0:COMP_POINT} current value word breaks= index
    # What the program parses begins behind its own name, which may be a path.
    line=${line#"${COMP_WORDS[0]}"}
    line=${line# }
    current=${line##* }
    value=$current
    COMPREPLY=()
    while IFS= read -r word; do
        [[ $word == "$current"* && $word != /* && ($word != -* || $current == -*) ]] && COMPREPLY+=("$word")
    done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
    # Files, where nothing else or a rendered road could stand; behind --output= too.
    [[ $current == -*=* ]] && value=${current#*=}
    if [[ $value != -* && ${COMPREPLY[0]-scene:} == scene:* ]]; then
        while IFS= read -r word; do COMPREPLY+=("${current%"$value"}$word"); done < <(compgen -f -- "$value")
    fi
    # bash takes a colon and an equals sign for the end of a word: what stands up to the last one is there already.
    [[ $COMP_WORDBREAKS == *:* ]] && breaks=:
    [[ $COMP_WORDBREAKS == *=* ]] && breaks+==
    if [[ -n $breaks && $current == *[$breaks]* ]]; then
        for index in "${!COMPREPLY[@]}"; do COMPREPLY[index]=${COMPREPLY[index]#"${current%"${current##*[$breaks]}"}"}; done
    fi
}
complete -o filenames -F _steerlens steerlens
