from compositor.bench import main

main()
