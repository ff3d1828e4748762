# Completion of steerlens for fish. Load it once:
#   steerlens completion fish > ~/.config/fish/completions/steerlens.fish

function __steerlens_suggest
    set -l words (commandline -opc) (commandline -ct)
    set -l line (string join ' ' -- $words[2..-1])
    set -l found ($words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
    if string match -q -- '-*' (commandline -ct)
        string join \n -- $found
    else
        string match -v -r -- '^[-/]' $found
    end
end
complete -c steerlens -a '(__steerlens_suggest)'
